import { msg, plural, t } from '@lingui/core/macro';
import { useSyncExternalStore } from 'react';

import type { Clock } from '../api/types';
import { formatUnit } from './format';
import { spoken } from './language';

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

export const METRICS = spoken<Clock['metric']>({
  first_reply: msg`First reply`,
  next_reply: msg`Next reply`,
  update: msg`Update`,
  resolution: msg`Solution`,
});

/** Short and of a fixed shape, so that a chip keeps its width while it counts: 2d 4h · 3h 05m · 12:09 · −0:42.
    Working time has no days: 26h 05m. */
export function formatLeft(ms: number, working = false): string {
  const sign = ms < 0 ? '−' : '';
  const total = Math.floor(Math.abs(ms) / 1000);
  const days = working ? 0 : Math.floor(total / 86_400);
  const hours = Math.floor((total - days * 86_400) / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const paddedMinutes = String(minutes).padStart(2, '0');
  if (days > 0) return sign + t({ message: `${days}d ${hours}h`, comment: 'Days and hours on a clock that counts down: as short as can be.' });
  if (hours > 0) return sign + t({ message: `${hours}h ${paddedMinutes}m`, comment: 'Hours and minutes on a clock that counts down: as short as can be.' });
  return `${sign}${minutes}:${String(total % 60).padStart(2, '0')}`;
}

function spokenAmount(ms: number, working: boolean): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const hours = Math.round(minutes / 60);
  const days = Math.round(minutes / 1440);
  if (working && minutes >= 120) return plural(hours, { one: '# working hour', other: '# working hours' });
  if (minutes >= 2880) return plural(days, { one: '# day', other: '# days' });
  if (minutes >= 120) return plural(hours, { one: '# hour', other: '# hours' });
  return plural(minutes, { one: '# minute', other: '# minutes' });
}
export function spokenLeft(ms: number, working = false): string {
  const amount = spokenAmount(ms, working);
  return ms < 0 ? t`overdue by ${amount}` : t`due in ${amount}`;
}

/** 5m, 2h, 3d: how long ago it was. */
export function ago(at: string | number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - (typeof at === 'number' ? at : Date.parse(at))) / 60_000));
  if (minutes < 1) return t({ message: 'now', comment: 'The age of a message: less than a minute.' });
  if (minutes < 60) return formatUnit(minutes, 'minute');
  if (minutes < 1440) return formatUnit(Math.floor(minutes / 60), 'hour');
  return formatUnit(Math.floor(minutes / 1440), 'day');
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
