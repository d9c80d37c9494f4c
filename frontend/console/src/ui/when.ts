/** A time as people say it: "tomorrow 9", "in 3 days", "nächsten Montag 14 Uhr". Loaded when somebody is asked for a time. */
import type { ParsingOption } from 'chrono-node';

import { type Language, language } from '../lib/language';

const HOUR = 9; // of a day without a time
type Parse = (text: string, now: Date, option: ParsingOption) => { date: () => Date; start: { isCertain: (part: 'hour') => boolean }; text: string }[];
const OWN: Partial<Record<Language, () => Promise<{ casual: { parse: Parse } }>>> = {
  de: () => import('chrono-node/de'),
  fr: () => import('chrono-node/fr'),
  es: () => import('chrono-node/es'),
};

/** In the language of the console, else in English; null when it is no time, or one that is past. This computer's zone. */
export async function understand(text: string, now: Date, spoken: Language = language()): Promise<Date | null> {
  // "tomorrow 9" means nine o'clock.
  const said = text.trim().replace(/(\D\s)(\d{1,2})$/, '$1$2:00');
  if (!said) return null;
  const parsers = await Promise.all([OWN[spoken]?.(), import('chrono-node/en')]);
  const found = parsers.flatMap((own) => own?.casual.parse(said, now, { forwardDate: true }) ?? []).sort((a, b) => b.text.length - a.text.length)[0];
  if (!found) return null;
  const date = found.date();
  if (!found.start.isCertain('hour') && !/\b(hour|minute|stunde|heure|hora|minut)/i.test(said)) date.setHours(HOUR, 0, 0, 0);
  return date > now ? date : null;
}
