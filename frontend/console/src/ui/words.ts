import { msg } from '@lingui/core/macro';

import type { Availability, Priority, Role, TicketStatus } from '../api/types';
import { formatUnit } from '../lib/format';
import { spoken } from '../lib/language';

export const STATUS = spoken<TicketStatus>({
  open: msg`Open`,
  waiting_customer: msg`Waiting for customer`,
  on_hold: msg`On hold`,
  solved: msg`Solved`,
  closed: msg`Closed`,
  spam: msg`Spam`,
});
export const PRIORITY = spoken<Priority>({ urgent: msg`Urgent`, high: msg`High`, normal: msg`Normal`, low: msg`Low` });
export const ROLE = spoken<Role>({ agent: msg`Agent`, supervisor: msg`Supervisor`, admin: msg`Admin` });
export const AVAILABILITY = spoken<Availability>({ online: msg`Online`, away: msg`Away`, offline: msg`Offline` });

export function fileSize(bytes: number): string {
  if (bytes < 1000) return formatUnit(bytes, 'byte');
  return bytes < 1_000_000 ? formatUnit(bytes / 1000, 'kilobyte', 'short') : formatUnit(bytes / 1_000_000, 'megabyte', 'short', 1);
}
