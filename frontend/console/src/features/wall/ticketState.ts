import type { TicketRow } from '../../api/types';
import { leadClock, slaState } from '../../lib/clock';

export const SOON_MS = 15 * 60_000;
export const STALE_MS = 30_000;
/** The server's last word is so old that something is wrong with the way to it. */
export const isStale = (told: string, now: number): boolean => now - Date.parse(told) > STALE_MS;
export type Tone = 'breached' | 'soon' | 'ok';

export interface Due {
  row: TicketRow;
  left: number;
  tone: Tone;
  metric: ReturnType<typeof leadClock>;
}

/** Splits what the server sent by the time it is now: a row crosses over by itself when its clock runs out. */
export function split(next: readonly TicketRow[], breached: readonly TicketRow[], now: number): { next: Due[]; late: Due[] } {
  const seen = new Set<number>();
  const all: Due[] = [];
  for (const row of [...breached, ...next]) {
    const clock = leadClock(row.clocks);
    if (seen.has(row.id) || slaState(clock, now) === 'none' || clock?.state !== 'running' || !clock.due_at) continue;
    seen.add(row.id);
    const left = Date.parse(clock.due_at) - now;
    all.push({ row, left, metric: clock, tone: left <= 0 ? 'breached' : left <= SOON_MS ? 'soon' : 'ok' });
  }
  all.sort((a, b) => a.left - b.left || a.row.id - b.row.id);
  return { next: all.filter((due) => due.left > 0), late: all.filter((due) => due.left <= 0) };
}
