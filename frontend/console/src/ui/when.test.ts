import { describe, expect, it } from 'vitest';

import { understand } from './when';

const NOW = new Date(2026, 10, 20, 12, 0); // a Friday
const at = (day: number, hour: number, minute = 0, month = 10): Date => new Date(2026, month, day, hour, minute);

describe('a time as people say it', () => {
  it.each([
    ['tomorrow 9', at(21, 9)],
    ['tomorrow', at(21, 9)],
    ['tomorrow at 14:30', at(21, 14, 30)],
    ['in 3 days', at(23, 9)],
    ['in 2 hours', at(20, 14)],
    ['next Monday', at(23, 9)],
    ['1 December', at(1, 9, 0, 11)],
  ])('%s', async (text, wanted) => {
    expect(await understand(text, NOW, 'en')).toEqual(wanted);
  });
  it('is understood in the language of the console, and in English beside it', async () => {
    expect(await understand('morgen um 14 Uhr', NOW, 'de')).toEqual(at(21, 14));
    expect(await understand('demain', NOW, 'fr')).toEqual(at(21, 9));
    expect(await understand('mañana', NOW, 'es')).toEqual(at(21, 9));
    expect(await understand('tomorrow 9', NOW, 'ar')).toEqual(at(21, 9));
  });
  it('is nothing when it is no time or past', async () => {
    expect(await understand('kettle', NOW, 'en')).toBeNull();
    expect(await understand('', NOW, 'en')).toBeNull();
    expect(await understand('yesterday', NOW, 'en')).toBeNull();
  });
});
