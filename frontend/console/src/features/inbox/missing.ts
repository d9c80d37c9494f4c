/** A ticket that could not be solved, because fields that are required have no value yet. */
import { useSyncExternalStore } from 'react';

import type { TicketChanges } from '../../api/calls';
import type { TicketRow } from '../../api/types';

export interface Missing {
  ticket: TicketRow;
  changes: TicketChanges;
  /** Keys of the fields. */
  keys: readonly string[];
}
let missing: Missing | null = null;
const subscribers = new Set<() => void>();

export function askFor(next: Missing | null): void {
  missing = next;
  for (const wake of subscribers) wake();
}
export const useMissing = (): Missing | null => useSyncExternalStore((wake) => (subscribers.add(wake), () => void subscribers.delete(wake)), () => missing);
