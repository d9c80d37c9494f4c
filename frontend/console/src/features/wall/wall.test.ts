import { describe, expect, it } from 'vitest';

import { clock, ticketRow } from '../../test/rows';
import { split } from './ticketState';

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
});
