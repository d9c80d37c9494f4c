/** Which language the console speaks, and where its words come from. English stands in the code; the others are loaded by rooms (lingui.config.ts). */
import { i18n, type MessageDescriptor, type Messages } from '@lingui/core';

export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ar: 'العربية' } as const;
export type Language = keyof typeof LANGUAGES;
// How dates and numbers are written. Clocks that count down have Western digits in every language, so everything has.
const TAGS: Record<Language, string> = { en: 'en-GB', de: 'de', fr: 'fr', es: 'es', ar: 'ar-u-nu-latn' };
const LAST = 'janice-language';

const catalogs = import.meta.glob<{ messages: Messages }>('../locales/{de,fr,es,ar}/*.po');
const rooms = new Set(['first']);
const subscribers = new Set<() => void>();
let turns = 0;

export const isLanguage = (value: string): value is Language => Object.hasOwn(LANGUAGES, value);
export const language = (): Language => (isLanguage(i18n.locale) ? i18n.locale : 'en');
export const localeTag = (): string => TAGS[language()];

/** A catalog that cannot be had leaves English standing. */
async function fetchWords(locale: Language, room: string): Promise<Messages> {
  const found = await catalogs[`../locales/${locale}/${room}.po`]?.().catch(() => null);
  return found?.messages ?? {};
}

async function speak(locale: Language): Promise<void> {
  const found = await Promise.all([...rooms].map((room) => fetchWords(locale, room)));
  i18n.loadAndActivate({ locale, locales: TAGS[locale], messages: Object.assign({}, ...found) as Messages });
  document.documentElement.lang = locale;
  document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
}

const ofBrowser = (): Language | undefined => navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);

/** Before anything is drawn: what was spoken here last, else the browser's language. */
export function startLanguage(): Promise<void> {
  const last = localStorage.getItem(LAST) ?? '';
  return speak(isLanguage(last) ? last : (ofBrowser() ?? 'en'));
}

/** Once it is known who is here: what they chose, else their browser's language, else the organisation's. */
export async function followPerson(chosen: string, organisation: string): Promise<void> {
  const wanted = isLanguage(chosen) ? chosen : (ofBrowser() ?? (isLanguage(organisation) ? organisation : 'en'));
  localStorage.setItem(LAST, wanted);
  if (wanted !== i18n.locale) await speak(wanted);
}

/** The same while the console is in use: everything is drawn anew, in the other language. */
export async function setLanguage(chosen: string, organisation: string): Promise<void> {
  const before = i18n.locale;
  await followPerson(chosen, organisation);
  if (i18n.locale === before) return;
  turns += 1;
  for (const wake of subscribers) wake();
}
/** Counts the changes of language, as a React store. */
export const onTurn = (wake: () => void): (() => void) => (subscribers.add(wake), () => void subscribers.delete(wake));
export const turnsTaken = (): number => turns;

/** A part of the console together with the words of its room: `lazy(withWords('wall', () => import('./WallPage')))`. */
export const withWords =
  <T>(room: string, part: () => Promise<T>): (() => Promise<T>) =>
  async () => {
    rooms.add(room);
    const locale = language();
    const [loaded, found] = await Promise.all([part(), fetchWords(locale, room)]);
    i18n.load(locale, found);
    return loaded;
  };

/** Fixed names, said in the language of the moment at which they are read: `spoken({ open: msg`Open` }).open`. */
export function spoken<K extends string>(names: Record<K, MessageDescriptor>): Readonly<Record<K, string>> {
  const said = {} as Record<K, string>;
  for (const [key, descriptor] of Object.entries<MessageDescriptor>(names)) Object.defineProperty(said, key, { enumerable: true, get: () => i18n._(descriptor) });
  return said;
}
