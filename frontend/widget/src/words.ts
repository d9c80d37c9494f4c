/** What the page was served with: settings, and words in the visitor's language. */
interface Boot {
  base: string;
  socket: string;
  sites: string[];
  lang: string;
  words: Record<string, string>;
  title: string;
  brand: string;
  greeting: string;
  /** Where its help pages are; empty: there are none. */
  help: string;
  files: boolean;
  largest: number;
}

export const boot = JSON.parse(document.getElementById('boot')?.textContent ?? '{}') as Boot;

/** A phrase with its gaps filled in. */
export const say = (name: string, values: Record<string, string | number> = {}): string =>
  Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, () => String(value)), boot.words[name] ?? name);

export const clock = (at: string): string => new Intl.DateTimeFormat(boot.lang, { timeStyle: 'short' }).format(new Date(at));

/** A time today as ``14:05``, else with its day. */
export function moment(at: string): string {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  const far = then.getTime() - Date.now() > 6 * 86_400_000; // after holidays: which Monday?
  return today ? clock(at) : new Intl.DateTimeFormat(boot.lang, { weekday: 'long', hour: 'numeric', minute: '2-digit', ...(far && { day: 'numeric', month: 'long' }) }).format(then);
}

export function size(bytes: number): string {
  const [value, unit] = bytes < 2 ** 20 ? [Math.max(1, bytes / 2 ** 10), 'kilobyte'] : [bytes / 2 ** 20, 'megabyte'];
  return new Intl.NumberFormat(boot.lang, { style: 'unit', unit, maximumFractionDigits: unit === 'kilobyte' ? 0 : 1 }).format(value);
}
