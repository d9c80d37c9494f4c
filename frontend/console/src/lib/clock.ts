import { useSyncExternalStore } from 'react';

import type { Clock } from '../api/types';

export type SlaState = 'none' | 'ok' | 'soon' | 'breached' | 'paused';
export const SOON_MS = 60 * 60_000;

/** The promise that matters first: the earliest running one, else a paused one. */
export function leadClock(clocks: readonly Clock[]): Clock | null {
  let running: Clock | null = null;
  let paused: Clock | null = null;
  for (const clock of clocks) {
    if (clock.state === 'running' && clock.due_at && (!running?.due_at || clock.due_at < running.due_at)) running = clock;
    if (clock.state === 'paused') paused ??= clock;
  }
  return running ?? paused;
}

export function slaState(clock: Clock | null, now: number): SlaState {
  if (!clock) return 'none';
  if (clock.state === 'paused') return 'paused';
  if (clock.state !== 'running' || !clock.due_at) return 'none';
  const left = Date.parse(clock.due_at) - now;
  return left <= 0 ? 'breached' : left <= SOON_MS ? 'soon' : 'ok';
}

export const METRICS: Record<Clock['metric'], string> = {
  first_reply: 'First reply',
  next_reply: 'Next reply',
  update: 'Update',
  resolution: 'Solution',
};

/** Short and of a fixed shape, so that a chip keeps its width while it counts: 2d 4h · 3h 05m · 12:09 · −0:42.
    Working time has no days: 26h 05m. */
export function formatLeft(ms: number, working = false): string {
  const sign = ms < 0 ? '−' : '';
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const days = working ? 0 : Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds - days * 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days > 0) return `${sign}${days}d ${hours}h`;
  if (hours > 0) return `${sign}${hours}h ${String(minutes).padStart(2, '0')}m`;
  return `${sign}${minutes}:${String(seconds % 60).padStart(2, '0')}`;
}

export function spokenLeft(ms: number, working = false): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const amount = working && minutes >= 120 ? `${Math.round(minutes / 60)} working hours` : minutes >= 2880 ? `${Math.round(minutes / 1440)} days` : minutes >= 120 ? `${Math.round(minutes / 60)} hours` : minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return ms < 0 ? `overdue by ${amount}` : `due in ${amount}`;
}

export function ago(at: string | number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - (typeof at === 'number' ? at : Date.parse(at))) / 60_000));
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes}m`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h`;
  return `${Math.floor(minutes / 1440)}d`;
}

// One clock for the whole page, corrected by the server's time: a wrong clock in the computer cannot fake a breach.
let offset = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;
const subscribers = new Set<() => void>();

export function setServerTime(server: string | number): void {
  const at = typeof server === 'number' ? server : Date.parse(server);
  if (Number.isFinite(at)) offset = at - Date.now();
}
function tick(): void {
  now = Date.now() + offset;
  for (const wake of subscribers) wake();
}
function subscribe(wake: () => void): () => void {
  subscribers.add(wake);
  if (!timer) {
    now = serverNow();
    timer = setInterval(tick, 1000);
  }
  return () => {
    subscribers.delete(wake);
    if (!subscribers.size && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}
export const serverNow = (): number => Date.now() + offset;

/** Re-renders the caller once a second. Only what is on screen subscribes. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

/** Re-renders the caller only when ``pick`` gives something new, for text that changes slowly. */
export const useClock = <T extends string | number>(pick: (now: number) => T): T => useSyncExternalStore(subscribe, () => pick(serverNow()));
