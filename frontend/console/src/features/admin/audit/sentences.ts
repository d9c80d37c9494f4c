import { msg, t } from '@lingui/core/macro';

import type { AuditRow } from '../../../api/generated/types.gen';
import { formatList } from '../../../lib/format';
import { spoken } from '../../../lib/language';

export type Kind = keyof typeof KINDS;
export const KINDS = spoken({
  article: msg`Help article`,
  brand: msg`Brand`,
  calendar: msg`Calendar`,
  canned: msg`Canned answer`,
  channel: msg`Channel`,
  contact: msg`Customer`,
  custom_field: msg`Field`,
  endpoint: msg`Webhook`,
  help_section: msg`Section of the help`,
  label: msg`Label`,
  macro: msg`Macro`,
  on_call: msg`On call`,
  organisation: msg`Organisation`,
  panel: msg`Panel`,
  policy: msg`Policy`,
  rule: msg`Rule`,
  sign_in: msg`Sign-in`,
  skill: msg`Skill`,
  survey: msg`Survey`,
  team: msg`Team`,
  token: msg`API token`,
  user: msg`Person`,
  view: msg`View`,
});

const listed = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const field = (name: string): string => name.replace(/_ids?$/, '').replaceAll('_', ' ');

/** What happened, in one sentence. */
export function sentence(row: AuditRow): string {
  const who = row.actor_name || t`The system`;
  const what = KINDS[row.target_kind as Kind] ?? row.target_kind;
  const name = row.target_name ? `${what} “${row.target_name}”` : what;
  if (row.action === 'sign_in.done') return t`${row.actor_name} signed in`;
  if (row.action === 'sign_in.failed') return row.target_name ? t`Somebody could not sign in as ${row.target_name}` : t`Somebody could not sign in`;
  if (row.action === 'contact.erased') return t`${who} erased a customer (no. ${String(row.target_id ?? '')}) for good`;
  const fields = [...listed(row.details.fields), ...(typeof row.details.what === 'string' ? [row.details.what] : [])];
  const one = fields.length === 1 ? fields[0] : '';
  switch (one) {
    case 'created':
      return t`${who} made: ${name}`;
    case 'deleted':
    case 'archived':
    case 'revoked':
      return t`${who} removed: ${name}`;
    case 'second_step_removed':
      return t`${who} took the second step of signing in away from: ${name}`;
    case 'invited':
      return t`${who} invited: ${name}`;
    case 'merged':
      return t`${who} merged another one into: ${name}`;
  }
  const changed = formatList(fields.filter((each) => each !== 'policy' && each !== 'calendar' && each !== 'changed').map(field));
  return changed ? t`${who} changed ${changed} of: ${name}` : t`${who} changed: ${name}`;
}

const spelled = (value: unknown): string => (value === null || value === '' ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** What was and what is, where it is known. */
export function beforeAfter(row: AuditRow): { name: string; before: string; after: string }[] {
  const [before, after] = [row.details.before, row.details.after] as (Record<string, unknown> | undefined)[];
  if (!before || !after) return [];
  return Object.keys(after).map((name) => ({ name: field(name), before: spelled(before[name]), after: spelled(after[name]) }));
}
