import { t } from '@lingui/core/macro';
import { IconAlarm, IconAlertOctagon, IconBellRinging, IconCircleCheck, IconClockPause, IconInbox, IconStack2, IconUser, IconUserQuestion, type Icon } from '@tabler/icons-react';

import type { Counts } from '../api/types';

export interface View {
  key: string;
  label: string;
  Icon: Icon;
  keys: string;
  count?: (counts: Counts) => number;
  hot?: boolean;
}
export const VIEWS: readonly View[] = [
  { key: 'mine', get label() { return t`Assigned to me`; }, Icon: IconUser, keys: 'g m', count: (c) => c.mine },
  { key: 'unassigned', get label() { return t`Unassigned`; }, Icon: IconUserQuestion, keys: 'g u', count: (c) => c.unassigned },
  { key: 'open', get label() { return t`All open`; }, Icon: IconInbox, keys: 'g i', count: (c) => c.open },
  { key: 'breaching', get label() { return t`Breaching soon`; }, Icon: IconAlarm, keys: 'g s', count: (c) => c.breaching, hot: true },
  { key: 'snoozed', get label() { return t`Snoozed`; }, Icon: IconClockPause, keys: 'g z', count: (c) => c.snoozed },
  { key: 'reminders', get label() { return t`My reminders`; }, Icon: IconBellRinging, keys: 'g r' },
  { key: 'solved', get label() { return t`Solved`; }, Icon: IconCircleCheck, keys: 'g d' },
  { key: 'spam', get label() { return t`Spam`; }, Icon: IconAlertOctagon, keys: 'g x', count: (c) => c.spam },
  { key: 'all', get label() { return t`All tickets`; }, Icon: IconStack2, keys: 'g a' },
];
