import { t } from '@lingui/core/macro';
import { IconArrowRight } from '@tabler/icons-react';

import { shortTime } from '../lib/format';
import s from './Changes.module.css';
import { useTeams, useUsers } from './names';
import { PRIORITY, STATUS } from './words';

const FIELD: Record<string, string> = { get status() { return t`Status`; }, get priority() { return t`Priority`; }, get team_id() { return t`Team`; }, get assignee_id() { return t`Assigned to`; }, get labels() { return t`Labels`; }, get subject() { return t`Subject`; }, get outcome() { return t`Outcome`; }, get snoozed_until() { return t`Snoozed until`; }, get needs() { return t`Skills asked for`; }, get custom() { return t`Custom fields`; } };

/** What changes, field by field: before → after, in the words of the screen. */
export function Changes({ changes }: { changes: Readonly<Record<string, readonly unknown[]>> }) {
  const users = useUsers();
  const teams = useTeams();
  const words = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return { assignee_id: t`nobody`, team_id: t`no team` }[field] ?? t`none`;
    if (field === 'status') return STATUS[value as keyof typeof STATUS] ?? String(value);
    if (field === 'priority') return PRIORITY[value as keyof typeof PRIORITY] ?? String(value);
    if (field === 'assignee_id') return users.get(Number(value))?.name ?? `#${String(value)}`;
    if (field === 'team_id') return teams.get(Number(value))?.name ?? `#${String(value)}`;
    if (field === 'snoozed_until') return shortTime(String(value));
    if (Array.isArray(value)) return value.join(', ') || t`none`;
    if (typeof value === 'object') return Object.entries(value).map(([name, one]) => `${name}: ${String(one)}`).join(', ') || t`none`;
    return String(value);
  };
  return (
    <ul className={s.changes}>
      {Object.entries(changes).map(([field, [before, after]]) => (
        <li key={field}>
          <b>{FIELD[field] ?? field}</b>
          <span dir="auto">{words(field, before)}</span>
          <IconArrowRight size={13} aria-label={t`becomes`} />
          <span dir="auto">{words(field, after)}</span>
        </li>
      ))}
    </ul>
  );
}
