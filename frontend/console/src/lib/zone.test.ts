import { afterEach, describe, expect, it } from 'vitest';

import { formatDate } from './format';
import { instantOf, offsetOf, setZone, wallOf } from './zone';

afterEach(() => setZone());

describe('the zone a person lives by', () => {
  const noon = new Date('2026-11-20T12:00:00Z');
  it('is theirs, else the organisation’s, and decides how times are shown', () => {
    setZone('', 'Asia/Tokyo');
    expect(formatDate(noon.getTime(), 'time')).toBe('21:00');
    setZone('America/New_York', 'Asia/Tokyo');
    expect(formatDate(noon.getTime(), 'time')).toBe('07:00');
    expect(formatDate(noon.getTime(), 'time', 'UTC')).toBe('12:00');
  });
  it('may be one that this browser does not know', () => {
    setZone('Mars/Olympus', 'Asia/Tokyo');
    expect(wallOf(noon).hour).toBe(21);
  });
});

describe('clocks on the wall', () => {
  it('say when something is, in summer and in winter', () => {
    const wall = { year: 2026, month: 7, day: 1, hour: 9, minute: 30 };
    expect(instantOf(wall, 'Europe/Berlin').toISOString()).toBe('2026-07-01T07:30:00.000Z');
    expect(instantOf({ ...wall, month: 12 }, 'Europe/Berlin').toISOString()).toBe('2026-12-01T08:30:00.000Z');
    expect(wallOf(instantOf(wall, 'Asia/Kathmandu'), 'Asia/Kathmandu')).toEqual(wall);
    expect(offsetOf(new Date('2026-07-01T00:00:00Z'), 'Asia/Kathmandu')).toBe(345);
  });
  it('leave an hour out in spring, and have one twice in autumn', () => {
    expect(instantOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf({ year: 2026, month: 10, day: 25, hour: 3, minute: 0 }, 'Europe/Berlin').toISOString()).toBe('2026-10-25T02:00:00.000Z');
  });
  it('go on into the next month', () => expect(instantOf({ year: 2026, month: 11, day: 31, hour: 9, minute: 0 }, 'UTC').toISOString()).toBe('2026-12-01T09:00:00.000Z'));
});
