import { describe, expect, it } from 'vitest';

import { applies, defaults, readSchema, split } from './channels/schema';
import { parseBars, shifted, showBars, toBars, toWindows, weekly } from './calendars/week';
import { parseDuration, showDuration } from './hours';

describe('settings of a channel', () => {
  const schema = readSchema({
    properties: {
      receive: { type: 'string', title: 'In', default: 'imap' },
      host: { type: 'string', title: 'Host', default: '', 'x-when': { receive: 'imap' } },
      password: { type: 'string', title: 'Password', 'x-secret': true },
    },
    required: ['host'],
  });
  it('begin with what the connector proposes', () => expect(defaults(schema)).toEqual({ receive: 'imap', host: '' }));
  it('show only what matters', () => {
    expect(applies(schema, 'host', {})).toBe(true);
    expect(applies(schema, 'host', { receive: 'pipe' })).toBe(false);
  });
  it('send secrets apart, and only those that were typed', () => {
    expect(split(schema, { receive: 'imap', host: 'h', password: undefined })).toEqual({ settings: { receive: 'imap', host: 'h' }, credentials: {} });
    expect(split(schema, { password: 'p' })).toEqual({ settings: {}, credentials: { password: 'p' } });
  });
});

describe('what people type', () => {
  it.each([
    ['4h 30m', 16_200],
    ['2d', 172_800],
    ['45 minutes', 2700],
    ['90s', 90],
    ['', null],
    ['soon', NaN],
    ['4h and', NaN],
  ])('the duration "%s"', (text, seconds) => expect(parseDuration(text)).toEqual(seconds));
  it('shows durations in the same words', () => expect([showDuration(16_200), showDuration(null), showDuration(172_800), showDuration(66)]).toEqual(['4h 30m', '', '48h', '1m 6s']));
});

describe('a week of hours', () => {
  const night = [{ weekday: 6, start: '22:00', end: '06:00' }];
  it('comes back as it was, over midnight and to the end of a day', () => {
    const windows = [{ weekday: 2, start: '09:00', end: '12:00' }, { weekday: 2, start: '13:00', end: '24:00' }, ...night];
    expect(toWindows(toBars(windows))).toEqual(windows);
  });
  it('is typed a day at a time', () => {
    expect(parseBars('9:00-12:00, 22:00–06:00', 2)).toEqual([
      { weekday: 2, start: 540, end: 720 },
      { weekday: 2, start: 1320, end: 1800 },
    ]);
    expect(parseBars('', 2)).toEqual([]);
    expect(['all day', '9-12', '09:00-09:00', '09:75-10:00', '09:00-25:00'].map((text) => parseBars(text, 2))).toEqual([null, null, null, null, null]);
    expect(showBars(toBars(night))).toBe('22:00–06:00');
  });
  it('is moved and stretched within bounds', () => {
    expect(shifted({ weekday: 0, start: 0, end: 60 }, -30, -30)).toEqual({ weekday: 0, start: 0, end: 60 });
    expect(shifted({ weekday: 0, start: 600, end: 660 }, 0, -120)).toEqual({ weekday: 0, start: 600, end: 615 });
    expect(shifted({ weekday: 0, start: 600, end: 660 }, 15, 15)).toEqual({ weekday: 0, start: 615, end: 675 });
  });
  it('counts overlapping hours once', () => expect(weekly(toBars([{ weekday: 0, start: '09:00', end: '12:00' }, { weekday: 0, start: '11:00', end: '13:00' }, ...night]))).toBe(12));
});
