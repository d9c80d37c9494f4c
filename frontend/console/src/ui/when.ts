/** A time as people say it: "tomorrow 9", "in 3 days", "nächsten Montag 14 Uhr", "غدًا 9:00". Loaded when somebody is asked for a time. */
import type { ParsedResult, ParsingOption, ParsingReference } from 'chrono-node';

import { type Language, language } from '../lib/language';
import { instantOf, offsetOf, ownZone } from '../lib/zone';

const HOUR = 9; // of a day without a time
type Parse = (text: string, now: ParsingReference, option: ParsingOption) => ParsedResult[];
const OWN: Partial<Record<Language, () => Promise<{ casual: { parse: Parse } }>>> = {
  de: () => import('chrono-node/de'),
  fr: () => import('chrono-node/fr'),
  es: () => import('chrono-node/es'),
};

/** In the language of the console, else in English; null when it is no time, or one that is past. As clocks say in ``zone``. */
export async function understand(text: string, now: Date, spoken: Language = language(), zone: string | undefined = ownZone()): Promise<Date | null> {
  const said = spoken === 'ar' ? (await import('./whenArabic')).inEnglish(text) : text.trim();
  if (!said) return null;
  const parsers = await Promise.all([OWN[spoken]?.(), import('chrono-node/en')]);
  const best = (words: string): ParsedResult | undefined => parsers.flatMap((own) => own?.casual.parse(words, { instant: now, timezone: offsetOf(now, zone) }, { forwardDate: true }) ?? []).sort((a, b) => b.text.length - a.text.length)[0];
  // "tomorrow 9" means nine o'clock, and so does "1 December 9"; the 1 of "December 1" is a day already.
  const hour = /^(.*\D\s)([01]?\d|2[0-3])$/s.exec(said);
  const whole = best(said);
  const found = hour && (!whole?.text.endsWith(hour[2]!) || whole.start.isCertain('year')) ? best(`${hour[1]}${hour[2]}:00`) : whole;
  if (!found) return null;
  const { start } = found;
  // An amount of hours or minutes from now is a moment; everything else is what clocks and calendar say there.
  const moment = start.isCertain('timezoneOffset');
  const timed = start.isCertain('hour');
  const date = moment ? start.date() : instantOf({ year: start.get('year')!, month: start.get('month')!, day: start.get('day')!, hour: timed ? start.get('hour')! : HOUR, minute: timed ? start.get('minute')! : 0 }, zone);
  return date > now ? date : null;
}
