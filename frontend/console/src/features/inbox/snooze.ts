import { t } from '@lingui/core/macro';

import { instantOf, wallOf } from '../../lib/zone';

/** When a snoozed ticket may come back, a reply may leave, and the like: by the clocks that the agent lives by. */
export interface Choice {
  label: string;
  at: Date;
}
const MORNING = 9;
export function inDays(now: Date, days: number, hour = MORNING): Date {
  const wall = wallOf(now);
  return instantOf({ ...wall, day: wall.day + days, hour, minute: 0 });
}

export function snoozeChoices(now: Date): Choice[] {
  const wall = wallOf(now);
  const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  return [
    ...(wall.hour + 3 < 24 ? [{ label: t`Later today`, at: inDays(now, 0, wall.hour + 3) }] : []),
    { label: t`Tomorrow morning`, at: inDays(now, 1) },
    ...(toMonday > 1 ? [{ label: t`Monday morning`, at: inDays(now, toMonday) }] : []),
    { label: t`In a week`, at: inDays(now, 7) },
  ];
}
