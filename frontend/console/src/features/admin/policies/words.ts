/** Promises as sentences. */
import type { Metric, Target } from './types';
import { PRIORITY } from '../../../ui/words';
import { showDuration } from '../hours';

export const SAID: Record<Metric, string> = { first_reply: 'first reply', next_reply: 'next replies', update: 'news', resolution: 'solved' };

/** "Urgent: first reply in 1h, solved in 8h", one line for each priority that is promised anything. */
export function sentences(targets: readonly Target[]): string[] {
  return (Object.keys(PRIORITY) as Target['priority'][]).flatMap((priority) => {
    const own = targets.filter((target) => target.priority === priority);
    if (!own.length) return [];
    const hours = own.every((target) => target.business) ? 'in business hours' : own.some((target) => target.business) ? 'partly in business hours' : 'around the clock';
    return [`${PRIORITY[priority]}: ${own.map((target) => `${SAID[target.metric]} in ${showDuration(target.seconds)}`).join(', ')}, ${hours}`];
  });
}
