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
  { key: 'mine', label: 'Assigned to me', Icon: IconUser, keys: 'g m', count: (c) => c.mine },
  { key: 'unassigned', label: 'Unassigned', Icon: IconUserQuestion, keys: 'g u', count: (c) => c.unassigned },
  { key: 'open', label: 'All open', Icon: IconInbox, keys: 'g i', count: (c) => c.open },
  { key: 'breaching', label: 'Breaching soon', Icon: IconAlarm, keys: 'g s', count: (c) => c.breaching, hot: true },
  { key: 'snoozed', label: 'Snoozed', Icon: IconClockPause, keys: 'g z', count: (c) => c.snoozed },
  { key: 'reminders', label: 'My reminders', Icon: IconBellRinging, keys: 'g r' },
  { key: 'solved', label: 'Solved', Icon: IconCircleCheck, keys: 'g d' },
  { key: 'spam', label: 'Spam', Icon: IconAlertOctagon, keys: 'g x', count: (c) => c.spam },
  { key: 'all', label: 'All tickets', Icon: IconStack2, keys: 'g a' },
];
