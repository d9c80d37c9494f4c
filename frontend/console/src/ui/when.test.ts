import { describe, expect, it } from 'vitest';

import { type Language } from '../lib/language';
import { understand } from './when';

const NOW = new Date('2026-11-20T11:00:00Z'); // a Friday; noon in Berlin
const ZONE = 'Europe/Berlin';
const said = async (text: string, spoken: Language = 'en', zone = ZONE, now = NOW): Promise<string | undefined> => (await understand(text, now, spoken, zone))?.toISOString();
/** As clocks say in Berlin, in winter. */
const at = (day: number, hour: number, minute = 0, month = 11): string => new Date(Date.UTC(2026, month - 1, day, hour - 1, minute)).toISOString();

describe('a time as people say it', () => {
  it.each([
    ['tomorrow 9', at(21, 9)],
    ['tomorrow', at(21, 9)],
    ['tomorrow at 14:30', at(21, 14, 30)],
    ['in 3 days', at(23, 9)],
    ['in 2 hours', at(20, 14)],
    ['in 45 minutes', at(20, 12, 45)],
    ['next Monday', at(23, 9)],
    ['next Monday 14', at(23, 14)],
    ['1 December', at(1, 9, 0, 12)],
    ['December 1', at(1, 9, 0, 12)],
    ['1 December 14', at(1, 14, 0, 12)],
    ['1 December 27', at(1, 9, 0, 12).replace('2026', '2027')],
    ['17:30', at(20, 17, 30)],
    ['9', undefined],
    ['kettle', undefined],
    ['', undefined],
    ['yesterday', undefined],
  ])('%s', async (text, wanted) => expect(await said(text)).toBe(wanted));

  it.each<[Language, string, string]>([
    ['de', 'morgen um 14 Uhr', at(21, 14)],
    ['de', 'morgen 9', at(21, 9)],
    ['de', 'in 3 Tagen', at(23, 9)],
    ['fr', 'demain', at(21, 9)],
    ['es', 'mañana', at(21, 9)],
    ['de', 'tomorrow 9', at(21, 9)],
    ['ar', 'tomorrow 9', at(21, 9)],
  ])('is understood in the language of the console, and in English beside it: %s, %s', async (spoken, text, wanted) => expect(await said(text, spoken)).toBe(wanted));

  it.each([
    ['غدًا 9:00', at(21, 9)],
    ['غدا الساعة 9 صباحًا', at(21, 9)],
    ['غدًا ٣ مساءً', at(21, 15)],
    ['غدًا', at(21, 9)],
    ['بعد غد', at(22, 9)],
    ['بعد غد الساعة ١٠', at(22, 10)],
    ['بعد ساعتين', at(20, 14)],
    ['بعد ساعة', at(20, 13)],
    ['بعد 3 ساعات', at(20, 15)],
    ['بعد 30 دقيقة', at(20, 12, 30)],
    ['بعد ٣ أيام', at(23, 9)],
    ['بعد أسبوعين', at(4, 9, 0, 12)],
    ['الأسبوع القادم', at(27, 9)],
    ['الاثنين القادم', at(23, 9)],
    ['يوم الإثنين الساعة 14', at(23, 14)],
    ['1 ديسمبر 14:00', at(1, 14, 0, 12)],
    ['١ كانون الأول', at(1, 9, 0, 12)],
    ['غلاية', undefined],
  ])('is understood in Arabic: %s', async (text, wanted) => expect(await said(text, 'ar')).toBe(wanted));

  it('is a time of the person’s own zone, not of the computer’s', async () => {
    expect(await said('tomorrow 9', 'en', 'Asia/Tokyo')).toBe('2026-11-21T00:00:00.000Z');
    expect(await said('tomorrow 9', 'en', 'America/New_York')).toBe('2026-11-21T14:00:00.000Z');
    expect(await said('in 2 hours', 'en', 'America/New_York')).toBe('2026-11-20T13:00:00.000Z');
    // It is the next day there already.
    expect(await said('tomorrow', 'en', 'Asia/Tokyo', new Date('2026-11-20T20:00:00Z'))).toBe('2026-11-22T00:00:00.000Z');
  });

  it('is told by the clocks of that day when summer time begins between', async () => {
    const before = new Date('2026-03-28T11:00:00Z');
    expect(await said('tomorrow 9', 'en', ZONE, before)).toBe('2026-03-29T07:00:00.000Z');
    expect(await said('in 24 hours', 'en', ZONE, before)).toBe('2026-03-29T11:00:00.000Z');
  });
});
