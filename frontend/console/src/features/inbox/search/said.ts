/** What was changed on a ticket, for the toast that offers the way back. */
import { msg, t } from '@lingui/core/macro';

import type { TicketChanges } from '../../../api/calls';
import { spoken } from '../../../lib/language';

const SAID = spoken<keyof TicketChanges>({
  assignee_id: msg`the assignee`,
  priority: msg`the priority`,
  status: msg`the status`,
  team_id: msg`the team`,
  labels: msg`the labels`,
  snoozed_until: msg`the snooze`,
  subject: msg`the subject`,
  custom: msg`a field`,
  outcome: msg`the outcome`,
});

export function changed(reference: string, field: keyof TicketChanges): string {
  const what = SAID[field];
  return t`${reference}: changed ${what}`;
}
