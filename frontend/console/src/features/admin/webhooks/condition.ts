import type { Endpoint } from '../../../api/generated/types.gen';

export interface Condition {
  words: string;
  tone?: 'ok' | 'soon' | 'late';
}

/** How an endpoint is doing, in two or three words. Red only where an admin must act. */
export function condition(endpoint: Endpoint): Condition {
  if (!endpoint.active) return endpoint.disabled_reason ? { words: 'Gave up', tone: 'late' } : { words: 'Switched off' };
  if (endpoint.failing_since) return { words: 'Does not answer', tone: 'soon' };
  if (endpoint.waiting > 0) return { words: `${endpoint.waiting.toLocaleString('en')} on their way` };
  return { words: 'Works', tone: 'ok' };
}

/** What it hears of, for a line in the list. */
export function hears(endpoint: Endpoint, labels: ReadonlyMap<string, string>): string {
  if (endpoint.kinds.length === 0) return 'Hears of everything';
  const named = endpoint.kinds.slice(0, 2).map((kind) => (labels.get(kind) ?? kind).split(':')[0]);
  const more = endpoint.kinds.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
