/** Filters as they stand in the search: `is:open label:"two words" kettle`. The server reads the same (inbox/filters). */
export interface Token {
  key: string;
  value: string;
  /** As it is typed. */
  text: string;
}
export const KEYS = ['is', 'priority', 'assignee', 'team', 'channel', 'label', 'from', 'has', 'opened', 'active'] as const;
export type Key = (typeof KEYS)[number];
const TOKEN = /(?<!\S)-?([a-z]+(?:\.[\w.-]+)?):("[^"]*"|[^\s"]+)(?!\S)/gi;
const isKey = (key: string): boolean => (KEYS as readonly string[]).includes(key) || key.startsWith('custom.') || key === 'status';

export function tokens(q: string): Token[] {
  const found: Token[] = [];
  for (const [text, key = '', value = ''] of q.matchAll(TOKEN)) if (isKey(key.toLowerCase())) found.push({ key: key.toLowerCase(), value: value.replaceAll('"', ''), text });
  return found;
}

export const written = (key: string, value: string): string => `${key}:${/[\s,"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`;
const tidy = (q: string): string => q.replace(/\s+/g, ' ').trim();

export const without = (q: string, token: Token): string => tidy(q.replace(token.text, ' '));
/** One of a kind, but labels, which all must be there; ``key`` is one of KEYS or of a field, as in custom.size. */
export function having(q: string, key: string, value: string): string {
  let rest = q;
  if (key !== 'label') for (const token of tokens(q)) if (token.key === key) rest = without(rest, token);
  return tidy(`${rest} ${written(key, value)}`);
}

/** The filter that is being typed at the end: its key, and what there is of its value. */
export function unfinished(q: string): { key: Key; start: string } | null {
  const match = /(?:^|\s)-?([a-z]+):("[^"]*|[^\s"]*)$/i.exec(q);
  const key = match?.[1]?.toLowerCase();
  return key && (KEYS as readonly string[]).includes(key) ? { key: key as Key, start: match![2]!.replaceAll('"', '').toLowerCase() } : null;
}
export const finished = (q: string, value: string): string => tidy(q.replace(/(^|\s)(-?)([a-z]+):("[^"]*|[^\s"]*)$/i, (_, before: string, no: string, key: string) => `${before}${no}${written(key.toLowerCase(), value)}`)) + ' ';
