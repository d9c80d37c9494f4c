import { describe, expect, it } from 'vitest';

import { workingLeft } from './hours';

const HOUR = 3_600_000;
// Monday to Wednesday, 9 to 17 UTC, in the first full week of 2026
const spans = [5, 6, 7].map((day) => [9, 17].map((hour) => Date.UTC(2026, 0, day, hour) / 1000));
const at = (day: number, hour: number): number => Date.UTC(2026, 0, day, hour);

describe('working time left', () => {
  it('does not count the night', () => expect(workingLeft(spans, at(5, 16), at(6, 11))).toBe(3 * HOUR));
  it('stands still while nobody works', () => expect(workingLeft(spans, at(5, 20), at(6, 11))).toBe(workingLeft(spans, at(6, 3), at(6, 11))));
  it('is negative when it is late, by the hours that were worked', () => expect(workingLeft(spans, at(6, 10), at(5, 16))).toBe(-2 * HOUR));
  it('is not known beyond what the server told', () => {
    expect(workingLeft(spans, at(5, 16), at(9, 11))).toBeNull();
    expect(workingLeft([], at(5, 16), at(6, 11))).toBeNull();
  });
});
