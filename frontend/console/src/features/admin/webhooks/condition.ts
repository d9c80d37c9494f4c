import { t } from '@lingui/core/macro';
import type { Endpoint } from '../../../api/generated/types.gen';
import { formatNumber } from '../../../lib/format';

export interface Condition {
  words: string;
  tone?: 'ok' | 'soon' | 'late';
}

/** How an endpoint is doing, in two or three words. Red only where an admin must act. */
export function condition(endpoint: Endpoint): Condition {
  if (!endpoint.active) return endpoint.disabled_reason ? { words: t`Gave up`, tone: 'late' } : { words: t`Switched off` };
  if (endpoint.failing_since) return { words: t`Does not answer`, tone: 'soon' };
  if (endpoint.waiting > 0) return { words: t`${formatNumber(endpoint.waiting)} on their way` };
  return { words: t`Works`, tone: 'ok' };
}

/** What it hears of, for a line in the list. */
export function hears(endpoint: Endpoint, labels: ReadonlyMap<string, string>): string {
  if (endpoint.kinds.length === 0) return t`Hears of everything`;
  const named = endpoint.kinds.slice(0, 2).map((kind) => (labels.get(kind) ?? kind).split(':')[0]);
  const more = endpoint.kinds.length - named.length;
  return more > 0 ? t`${named.join(', ')} and ${more} more` : named.join(', ');
}
