import { describe, expect, it } from 'vitest';

import { clock, ticketRow } from '../../test/rows';
import { inMails, workOf } from './People';
import { isStale, split } from './ticketState';
import { timeOfDay } from './times';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const due = (id: number, minutes: number) => ticketRow(id, { clocks: [clock({ due_at: new Date(NOW + minutes * 60_000).toISOString() })] });

describe('the wall', () => {
  it('puts what breaches next first and the longest overdue first', () => {
    const { next, late } = split([due(1, 30), due(2, 5)], [due(3, -2), due(4, -90)], NOW);
    expect(next.map((d) => [d.row.id, d.tone])).toEqual([
      [2, 'soon'],
      [1, 'ok'],
    ]);
    expect(late.map((d) => d.row.id)).toEqual([4, 3]);
  });

  it('moves a ticket over by itself when its time is up', () => {
    const rows = [due(1, 1)];
    expect(split(rows, [], NOW).late).toEqual([]);
    expect(split(rows, [], NOW + 60_000).late.map((d) => d.row.id)).toEqual([1]);
  });

  it('leaves out paused promises and shows each ticket once', () => {
    const paused = ticketRow(5, { clocks: [clock({ state: 'paused', due_at: null })] });
    const { next, late } = split([due(1, 9), paused], [due(1, 9)], NOW);
    expect(next).toHaveLength(1);
    expect(late).toHaveLength(0);
  });

  it('says so when the last word of the server is older than half a minute', () => {
    const told = new Date(NOW).toISOString();
    expect([isStale(told, NOW + 30_000), isStale(told, NOW + 30_001)]).toEqual([false, true]);
  });

  it('shows a load with one decimal at most, and of what it is made', () => {
    expect([inMails(4.33), inMails(12), inMails(0)]).toEqual(['4.3', '12', '0']);
    const agent = { id: 1, name: 'Maya', availability: 'online' as const, open: 0, capacity: 25, load: 0, due_soon: 0, breached: 0, viewing_ticket_id: null };
    expect(workOf({ ...agent, work: { chat: 1, mail: 2, comment: 0 } })).toBe('1 chat, 2 mails');
    expect(workOf({ ...agent, work: { chat: 0, mail: 0, comment: 0 } })).toBe('nothing open');
  });

  it('tells the time of day with two digits', () => expect(timeOfDay(new Date(2026, 0, 1, 4, 5).getTime())).toBe('04:05'));
});
