/** Promises as sentences. */
import { t } from '@lingui/core/macro';
import type { Metric, Target } from './types';
import { PRIORITY } from '../../../ui/words';
import { showDuration } from '../hours';

export const SAID: Record<Metric, string> = { get first_reply() { return t`first reply`; }, get next_reply() { return t`next replies`; }, get update() { return t({ message: 'news', comment: 'A promise: news in 4h' }); }, get resolution() { return t({ message: 'solved', comment: 'A promise: solved in 8h' }); } };

/** "Urgent: first reply in 1h, solved in 8h", one line for each priority that is promised anything. */
export function sentences(targets: readonly Target[]): string[] {
  return (Object.keys(PRIORITY) as Target['priority'][]).flatMap((priority) => {
    const own = targets.filter((target) => target.priority === priority);
    if (!own.length) return [];
    const hours = own.every((target) => target.business) ? t`in business hours` : own.some((target) => target.business) ? t`partly in business hours` : t`around the clock`;
    const promises = own.map((target) => t({ message: `${SAID[target.metric]} in ${showDuration(target.seconds)}`, comment: 'first reply in 1h' })).join(', ');
    return [`${PRIORITY[priority]}: ${promises}, ${hours}`];
  });
}
