/** Who else is looking at a ticket or typing in it. The server says when it ends; a broken connection forgets everybody. */
import { useEffect, useSyncExternalStore } from 'react';

import type { Doing, Presence } from '../api/types';

export interface Viewer {
  id: number;
  name: string;
  doing: Doing;
}
const NOBODY: readonly Viewer[] = [];
const viewers = new Map<number, readonly Viewer[]>();
const subscribers = new Set<() => void>();
const wake = (): void => {
  for (const f of subscribers) f();
};

export function applyPresence(presence: Presence): void {
  if (presence.users.length) viewers.set(presence.ticket_id, presence.users);
  else viewers.delete(presence.ticket_id);
  wake();
}
export function forgetPresence(): void {
  if (!viewers.size) return;
  viewers.clear();
  wake();
}

const subscribe = (f: () => void): (() => void) => (subscribers.add(f), () => void subscribers.delete(f));
export const useViewers = (ticketId: number): readonly Viewer[] => useSyncExternalStore(subscribe, () => viewers.get(ticketId) ?? NOBODY);

/** Calls ``beat`` now and every ten seconds while the tab is visible: a closed tab is forgotten by itself. */
export function useHeartbeat(beat: () => void, key: unknown): void {
  useEffect(() => {
    beat();
    const timer = setInterval(() => {
      if (!document.hidden) beat();
    }, 10_000);
    return () => clearInterval(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the caller says by ``key`` when the beat is another one
  }, [key]);
}
