import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { IconAlarm, IconAlertTriangle, IconArrowMerge, IconArrowsSplit, IconEye, IconEyeOff, IconMessageOff, IconPencil, IconRoute, IconTrash, IconUsers, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import type { Channel, Priority, Team, TicketStatus, TimelineEntry, User } from '../../../api/types';
import { METRICS } from '../../../lib/clock';
import { formatList } from '../../../lib/format';
import { spoken } from '../../../lib/language';
import { PRIORITY, STATUS } from '../../../ui/words';
import { clockTime, fullTime, shortTime } from './dates';
import s from './Thread.module.css';

export interface Names {
  users: ReadonlyMap<number, User>;
  teams: ReadonlyMap<number, Team>;
  channels: ReadonlyMap<number, Channel>;
}
type Changes = Record<string, [unknown, unknown]>;

/** One sentence per fact; null for facts that the messages themselves already show. */
export function sentence(entry: TimelineEntry, names: Names): { text: string; Icon: Icon } | null {
  const data = entry.data;
  const metric = METRICS[data.metric as keyof typeof METRICS] ?? t`Promise`;
  switch (entry.kind) {
    case 'ticket.changed': {
      const text = Object.entries((data.changes ?? {}) as Changes)
        .map(([field, change]) => (Array.isArray(change) ? changeWords(field, change[0], change[1], names, entry.actor?.id) : null))
        .filter((words) => words !== null)
        .join(', ');
      return text ? { text, Icon: IconRoute } : null;
    }
    case 'ticket.merged':
      return { text: t`merged another ticket into this one`, Icon: IconArrowMerge };
    case 'ticket.unmerged':
      return { text: t`took the merge back`, Icon: IconArrowMerge };
    case 'ticket.split':
      return { text: t`made a ticket of its own out of this conversation`, Icon: IconArrowsSplit };
    case 'ticket.linked':
    case 'ticket.unlinked':
      return { text: entry.kind === 'ticket.linked' ? t`linked this ticket to another one` : t`took a link to another ticket away`, Icon: IconRoute };
    case 'ticket.followed_up':
      return { text: t`wrote to the customer anew in ${String(data.reference)}`, Icon: IconRoute };
    case 'ticket.exported':
      return { text: data.notes ? t`took a copy of this ticket with the internal notes` : t`took a copy of this ticket without the internal notes`, Icon: IconRoute };
    case 'ticket.no_reply_needed':
      return { text: t`decided that no reply is needed`, Icon: IconMessageOff };
    case 'reply.scheduled':
      return { text: t`wrote a reply that will be sent ${shortTime(String(data.send_at))}`, Icon: IconAlarm };
    case 'reply.sent_now':
      return { text: t`sent the waiting reply now`, Icon: IconAlarm };
    case 'reply.held':
      return { text: data.why ? t`A reply was not sent and is a draft again: ${String(data.why)}` : t`took back a reply that was to be sent later`, Icon: IconAlarm };
    case 'sla.warning':
      return { text: t`${metric} is due soon`, Icon: IconAlarm };
    case 'sla.breach':
      return { text: t`${metric} was missed`, Icon: IconAlertTriangle };
    case 'contact.changed':
      return { text: t`changed the customer’s details`, Icon: IconPencil };
    case 'contact.merged':
      return { text: t`found that two contacts are one person`, Icon: IconUsers };
    case 'contact.unmerged':
      return { text: t`parted two contacts that are not one person`, Icon: IconUsers };
    case 'message.hidden':
      return { text: `${data.hidden ? t`hid a comment from the public` : t`showed a hidden comment again`}${because(data)}`, Icon: data.hidden ? IconEyeOff : IconEye };
    case 'message.deleted':
      return data.by === undefined ? null : { text: `${DELETED[String(data.by)] ?? t`A message was deleted`}${because(data)}`, Icon: IconTrash };
    case 'page.called':
      return { text: t`called ${String(data.name)}: ${String(data.text)}`, Icon: IconAlarm };
    case 'page.acknowledged':
      return { text: t`took the call`, Icon: IconAlarm };
    case 'page.given_up':
      return { text: t`called everybody on call in vain`, Icon: IconAlertTriangle };
    case 'survey.answered':
      return { text: data.comment ? t`The customer answered the survey: ${String(data.score)} of 5, “${String(data.comment)}”` : t`The customer answered the survey: ${String(data.score)} of 5`, Icon: IconUsers };
    case 'survey.not_sent':
      return { text: t`did not ask how it was: ${String(data.reason)}`, Icon: IconUsers };
    case 'survey.declined':
      return { text: t`The customer asked not to be asked again`, Icon: IconUsers };
    default:
      return null;
  }
}

const DELETED: Readonly<Record<string, string>> = spoken({ customer: msg`The customer deleted a message`, network: msg`The network removed a message`, us: msg`deleted a message` });
const because = (data: Record<string, unknown>): string => (data.reason ? `: ${String(data.reason)}` : '');
/** Sentences that name whoever did it themselves. */
const NAMELESS = (entry: TimelineEntry): boolean => entry.kind.startsWith('sla.') || entry.kind === 'survey.answered' || entry.kind === 'survey.declined' || (entry.kind === 'reply.held' && Boolean(entry.data.why)) || (entry.kind === 'message.deleted' && entry.data.by !== 'us');

function changeWords(field: string, old: unknown, next: unknown, names: Names, actor: number | undefined): string | null {
  switch (field) {
    case 'status':
      return next === 'solved' ? t`solved the ticket` : old === 'solved' && next === 'open' ? t`reopened the ticket` : t`set the status to ${STATUS[next as TicketStatus] ?? String(next)}`;
    case 'priority':
      return t`set the priority to ${PRIORITY[next as Priority] ?? String(next)}`;
    case 'assignee_id':
    case 'assignee':
      if (next !== null && Number(next) === actor) return t`took the ticket`;
      return next === null ? t`unassigned the ticket` : t`assigned it to ${names.users.get(Number(next))?.name ?? t`somebody`}`;
    case 'team_id':
    case 'team':
      return next === null ? t`took it from its team` : t`gave it to ${names.teams.get(Number(next))?.name ?? t`a team`}`;
    case 'labels': {
      const before = new Set((old ?? []) as string[]);
      const after = new Set((next ?? []) as string[]);
      const added = [...after].filter((label) => !before.has(label));
      const removed = [...before].filter((label) => !after.has(label));
      const said = [added.length && t`added ${added.join(', ')}`, removed.length && t`removed ${removed.join(', ')}`].filter((words) => typeof words === 'string');
      return said.length ? formatList(said) : null;
    }
    case 'subject':
      return t`changed the subject to “${String(next)}”`;
    case 'custom':
      return t`changed the ticket’s fields`;
    case 'outcome':
      return next === 'community' ? t`noted that the community answered` : t`took back that the community answered`;
    case 'snoozed_until':
      return next === null ? t`woke it up` : t`snoozed it until ${shortTime(String(next))}`;
    default:
      return null;
  }
}

export function TimelineLine({ entry, names }: { entry: TimelineEntry; names: Names }): ReactNode {
  const said = sentence(entry, names);
  if (!said) return null;
  const rule = (entry.data.rule as { name: string } | undefined)?.name;
  return (
    <li className={s.event} data-late={entry.kind === 'sla.breach' || undefined}>
      <said.Icon size={13} aria-hidden />
      <span dir="auto">
        {!NAMELESS(entry) && <b>{entry.actor?.name ?? 'Janice'} </b>}
        {said.text}
        {rule && <Trans> by the rule “{rule}”</Trans>}
      </span>
      <time dateTime={entry.at} title={fullTime(entry.at)}>
        {clockTime(entry.at)}
      </time>
    </li>
  );
}
