import { describe, expect, it } from 'vitest';

import { clock } from '../test/rows';
import { ago, formatLeft, leadClock, serverNow, setServerTime, slaState, spokenLeft } from './clock';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const inMinutes = (n: number): string => new Date(NOW + n * 60_000).toISOString();

describe('time left', () => {
  it.each([
    [90_061_000, '1d 1h'],
    [11_100_000, '3h 05m'],
    [729_000, '12:09'],
    [-42_000, '−0:42'],
    [0, '0:00'],
  ])('%d ms reads %s', (ms, text) => expect(formatLeft(ms)).toBe(text));

  it('has no days where only working time counts', () => {
    expect(formatLeft(93_900_000, true)).toBe('26h 05m');
    expect(spokenLeft(93_900_000, true)).toBe('due in 26 working hours');
  });

  it('is said in words', () => {
    expect(spokenLeft(60_000)).toBe('due in 1 minute');
    expect(spokenLeft(-3 * 3600_000)).toBe('overdue by 3 hours');
  });

  it('has a state that follows the time', () => {
    expect(slaState(clock({ due_at: inMinutes(61) }), NOW)).toBe('ok');
    expect(slaState(clock({ due_at: inMinutes(60) }), NOW)).toBe('soon');
    expect(slaState(clock({ due_at: inMinutes(0) }), NOW)).toBe('breached');
    expect(slaState(clock({ state: 'paused', due_at: null }), NOW)).toBe('paused');
    expect(slaState(clock({ state: 'stopped' }), NOW)).toBe('none');
  });

  it('shows the earliest running promise, else a paused one', () => {
    const paused = clock({ id: 1, state: 'paused' });
    const late = clock({ id: 2, due_at: inMinutes(9) });
    const first = clock({ id: 3, due_at: inMinutes(5) });
    expect(leadClock([paused, late, first])?.id).toBe(3);
    expect(leadClock([paused])?.id).toBe(1);
    expect(leadClock([])).toBeNull();
  });

  it('goes by the server, however wrong the computer is', () => {
    setServerTime(new Date(Date.now() + 3600_000).toISOString());
    expect(Math.abs(serverNow() - Date.now() - 3600_000)).toBeLessThan(1000);
    setServerTime(new Date().toISOString());
  });

  it('tells ages shortly', () => expect([0, 5, 130, 3000].map((m) => ago(NOW - m * 60_000, NOW))).toEqual(['now', '5m', '2h', '2d']));
});
