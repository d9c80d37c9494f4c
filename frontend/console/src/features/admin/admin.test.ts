import { describe, expect, it } from 'vitest';

import { applies, defaults, readSchema, split } from './channels/schema';
import { parseClosed, parseDay, parseDuration, showDuration } from './hours';

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
  it('reads opening hours', () => {
    expect(parseDay('9:00-12:00, 13:00–18:00', 2)).toEqual([
      { weekday: 2, start: '09:00', end: '12:00' },
      { weekday: 2, start: '13:00', end: '18:00' },
    ]);
    expect(parseDay('', 2)).toEqual([]);
    expect(parseDay('18:00-9:00', 2)).toBeNull();
    expect(parseDay('all day', 2)).toBeNull();
  });
  it('reads closed days', () => {
    expect(parseClosed('2026-12-25 Christmas\n\n2027-01-01')).toEqual([
      { date: '2026-12-25', name: 'Christmas' },
      { date: '2027-01-01', name: '' },
    ]);
    expect(parseClosed('Christmas')).toBeNull();
  });
});
