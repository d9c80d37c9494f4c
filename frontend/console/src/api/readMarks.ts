/** How far I have read each ticket, for the tickets that this page has met. Marks only move forward, except by "mark unread". */
import { useSyncExternalStore } from 'react';

import type { TicketPage, TicketRow } from './types';

const marks = new Map<number, number>();
const subscribers = new Set<() => void>();
const wake = (): void => {
  for (const f of subscribers) f();
};

export const readMarks = {
  get: (ticketId: number): number => marks.get(ticketId) ?? 0,
  set(ticketId: number, messageId: number): void {
    if (marks.get(ticketId) === messageId) return;
    marks.set(ticketId, messageId);
    wake();
  },
  advance(ticketId: number, messageId: number): void {
    if (messageId > readMarks.get(ticketId)) readMarks.set(ticketId, messageId);
  },
  learn(page: TicketPage): void {
    let changed = false;
    for (const [ticket, message] of Object.entries(page.read)) {
      const id = Number(ticket);
      if (message > (marks.get(id) ?? -1)) {
        marks.set(id, message);
        changed = true;
      }
    }
    if (changed) wake();
  },
};

const subscribe = (f: () => void): (() => void) => (subscribers.add(f), () => void subscribers.delete(f));
export const isUnread = (row: Pick<TicketRow, 'id' | 'last_inbound_id'>): boolean => row.last_inbound_id !== null && row.last_inbound_id > readMarks.get(row.id);
export const useUnread = (row: Pick<TicketRow, 'id' | 'last_inbound_id'>): boolean => useSyncExternalStore(subscribe, () => isUnread(row));
