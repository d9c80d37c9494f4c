/** Which tickets a list holds and in which order: the same rules as the server's, so that a push can move a row by itself. */
import type { ListFilter } from '../api/calls';
import type { TicketRow } from '../api/types';
import { serverNow } from '../lib/clock';

const SOON_MS = 60 * 60_000;
const UNSOLVED = new Set(['open', 'waiting_customer', 'on_hold']);

/** null: only the server can tell. */
export function belongs(row: TicketRow, filter: ListFilter, me: number): boolean | null {
  if (filter.q || filter.view === 'reminders' || filter.view?.startsWith('saved-')) return null;
  if (filter.team !== undefined && row.team_id !== filter.team) return false;
  if (filter.channel !== undefined && row.channel_id !== filter.channel) return false;
  if (filter.assignee !== undefined && row.assignee_id !== filter.assignee) return false;
  if (filter.contact !== undefined && row.contact.id !== filter.contact) return false;
  const unsolved = UNSOLVED.has(row.status);
  const awake = row.snoozed_until === null;
  switch (filter.view) {
    case 'mine':
      return unsolved && awake && row.assignee_id === me;
    case 'unassigned':
      return unsolved && awake && row.assignee_id === null;
    case 'open':
      return unsolved && awake;
    case 'snoozed':
      return unsolved && !awake;
    case 'solved':
      return row.status === 'solved' || row.status === 'closed';
    case 'breaching': {
      const due = dueAt(row);
      return unsolved && due !== null && Date.parse(due) <= serverNow() + SOON_MS;
    }
    case 'spam':
      return row.status === 'spam';
    default:
      return true;
  }
}

export const dueAt = (row: TicketRow): string | null => {
  let due: string | null = null;
  for (const clock of row.clocks) if (clock.state === 'running' && clock.due_at && (due === null || clock.due_at < due)) due = clock.due_at;
  return due;
};

/** Negative when ``a`` stands above ``b``. */
export function compare(a: TicketRow, b: TicketRow, order: string | undefined): number {
  const descending = !order || order.startsWith('-');
  const by = (row: TicketRow): number => {
    if (order === 'due_at') return Date.parse(dueAt(row) ?? '9999-01-01T00:00:00Z');
    return Date.parse(order?.endsWith('created_at') ? row.created_at : row.last_message_at);
  };
  const difference = by(a) - by(b) || a.id - b.id;
  return descending ? -difference : difference;
}
