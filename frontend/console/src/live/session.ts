/** The console's one live connection. */
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { onSessionEnd } from '../api/session';
import type { Counts, Me, Notification } from '../api/types';
import { setServerTime } from '../lib/clock';
import { LiveClient, type LiveState, type Socket } from './client';
import type { ClientFrame, Frame } from './frames';
import { applyEvents, keepPushes } from './patch';
import { applyPresence, forgetPresence } from './presence';

let client: LiveClient | null = null;
let state: LiveState = 'connecting';
const subscribers = new Set<() => void>();
const onLive = new Set<() => void>();
const onTold = new Set<(told: Notification) => void>();
const onWall = new Set<(frame: Extract<Frame, { type: 'wall' }>) => void>();

function setState(next: LiveState): void {
  state = next;
  if (next === 'reconnecting' || next === 'signed-out') forgetPresence();
  for (const wake of subscribers) wake();
}
export const useLiveState = (): LiveState => useSyncExternalStore((wake) => (subscribers.add(wake), () => void subscribers.delete(wake)), () => state);

export const sendLive = (frame: ClientFrame): void => client?.send(frame);

/** Runs now and after every reconnect: what a socket was told is forgotten when it closes. */
export function whileConnected(say: () => void): () => void {
  onLive.add(say);
  if (state === 'live' || state === 'catching-up') say();
  return () => void onLive.delete(say);
}
/** Whatever I am told from now on, as it comes. */
export function onNotification(listener: (told: Notification) => void): () => void {
  onTold.add(listener);
  return () => void onTold.delete(listener);
}
export function onWallFrame(listener: (frame: Extract<Frame, { type: 'wall' }>) => void): () => void {
  onWall.add(listener);
  return () => void onWall.delete(listener);
}

function receive(queries: QueryClient, frame: Frame): void {
  if (frame.type === 'hello') {
    queries.setQueryData(['counts'], frame.counts);
    forgetPresence();
    for (const say of onLive) say();
  } else if (frame.type === 'counts') {
    const before = queries.getQueryData<Counts>(['counts']);
    queries.setQueryData(['counts'], frame.data);
    // Time alone brings tickets into this view: no event says so.
    if (before?.breaching !== frame.data.breaching) void queries.invalidateQueries({ predicate: ({ queryKey: [name, filter] }) => name === 'tickets' && (filter as { view?: string }).view === 'breaching' });
  } else if (frame.type === 'wall') for (const listen of onWall) listen(frame);
  else if (frame.type === 'eph' && frame.kind === 'presence') applyPresence(frame.data);
}

export function startLive(queries: QueryClient): () => void {
  const url = `${location.origin.replace(/^http/, 'ws')}/ws/live/`;
  client = new LiveClient({
    start: queries.getQueryData<Me>(['me'])?.live,
    connect: ({ epoch, seq }) => new WebSocket(epoch === null ? url : `${url}?after=${seq}&epoch=${encodeURIComponent(epoch)}`) as unknown as Socket,
    onState: setState,
    onServerTime: setServerTime,
    onFrame: (frame) => receive(queries, frame),
    onEvents: (events) => {
      applyEvents(queries, events, queries.getQueryData<Me>(['me'])?.id ?? 0);
      for (const { data } of events) if (data.notification) for (const hear of onTold) hear(data.notification);
    },
    onResync: () => queries.invalidateQueries(),
  });
  const started = client;
  const unwatch = keepPushes(queries, () => queries.getQueryData<Me>(['me'])?.id ?? 0);
  const nudge = (): void => started.nudge();
  const visible = (): void => {
    if (!document.hidden) started.nudge();
  };
  const unhear = onSessionEnd(() => started.signedOut());
  started.start();
  window.addEventListener('online', nudge);
  document.addEventListener('visibilitychange', visible);
  return () => {
    window.removeEventListener('online', nudge);
    document.removeEventListener('visibilitychange', visible);
    unwatch();
    unhear();
    started.stop();
    if (client === started) client = null;
  };
}
