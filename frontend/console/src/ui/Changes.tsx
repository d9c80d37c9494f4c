import { IconArrowRight } from '@tabler/icons-react';

import s from './Changes.module.css';
import { useTeams, useUsers } from './names';
import { PRIORITY, STATUS } from './words';

const moment = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const FIELD: Record<string, string> = { status: 'Status', priority: 'Priority', team_id: 'Team', assignee_id: 'Assigned to', labels: 'Labels', subject: 'Subject', outcome: 'Outcome', snoozed_until: 'Snoozed until', needs: 'Skills asked for', custom: 'Custom fields' };

/** What changes, field by field: before → after, in the words of the screen. */
export function Changes({ changes }: { changes: Readonly<Record<string, readonly unknown[]>> }) {
  const users = useUsers();
  const teams = useTeams();
  const words = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return { assignee_id: 'nobody', team_id: 'no team' }[field] ?? 'none';
    if (field === 'status') return STATUS[value as keyof typeof STATUS] ?? String(value);
    if (field === 'priority') return PRIORITY[value as keyof typeof PRIORITY] ?? String(value);
    if (field === 'assignee_id') return users.get(Number(value))?.name ?? `#${String(value)}`;
    if (field === 'team_id') return teams.get(Number(value))?.name ?? `#${String(value)}`;
    if (field === 'snoozed_until') return moment.format(Date.parse(String(value)));
    if (Array.isArray(value)) return value.join(', ') || 'none';
    if (typeof value === 'object') return Object.entries(value).map(([name, one]) => `${name}: ${String(one)}`).join(', ') || 'none';
    return String(value);
  };
  return (
    <ul className={s.changes}>
      {Object.entries(changes).map(([field, [before, after]]) => (
        <li key={field}>
          <b>{FIELD[field] ?? field}</b>
          <span dir="auto">{words(field, before)}</span>
          <IconArrowRight size={13} aria-label="becomes" />
          <span dir="auto">{words(field, after)}</span>
        </li>
      ))}
    </ul>
  );
}
