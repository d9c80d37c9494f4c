import { useSyncExternalStore } from 'react';

import { ApiError, csrfToken } from './http';

// Whether the server said that nobody is signed in any more, to any question: one notice is enough.
let ended = false;
const subscribers = new Set<() => void>();
export function noticeEnd(error: unknown): void {
  if (ended || !(error instanceof ApiError && error.status === 401)) return;
  ended = true;
  for (const wake of subscribers) wake();
}
export function onSessionEnd(listener: () => void): () => void {
  subscribers.add(listener);
  return () => void subscribers.delete(listener);
}
export const useSessionEnded = (): boolean => useSyncExternalStore(onSessionEnd, () => ended);

/** Ends the session on the server and leaves no page of it behind. */
export async function signOut(): Promise<void> {
  await fetch('/_allauth/browser/v1/auth/session', { method: 'DELETE', credentials: 'same-origin', headers: { 'X-CSRFToken': csrfToken() } });
  location.assign('/signin');
}
