import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { IconEye } from '@tabler/icons-react';
import { memo } from 'react';

import type { WallAgent } from '../../api/types';
import { formatNumber } from '../../lib/format';
import { Avatar } from '../../ui/Avatar';
import { AVAILABILITY } from '../../ui/words';
import s from './Wall.module.css';

const RANK = { online: 0, away: 1, offline: 2 };
/** One decimal at most, and none where there is nothing to say. */
export const inMails = (load: number): string => formatNumber(load, 1);
const isOver = (agent: WallAgent): boolean => agent.load > agent.capacity;
const ratio = (agent: WallAgent): number => (agent.capacity > 0 ? agent.load / agent.capacity : Number(agent.load > 0) * 2);

/** "3 chats, 12 mails": what the load is made of. */
export function workOf(agent: WallAgent): string {
  const { chat, mail, comment } = agent.work;
  return [chat && plural(chat, { one: '# chat', other: '# chats' }), mail && plural(mail, { one: '# mail', other: '# mails' }), comment && plural(comment, { one: '# comment', other: '# comments' })].filter(Boolean).join(', ') || t`nothing open`;
}

/** Who is there and how much of them is taken. A full bar is somebody whom routing gives nothing more. */
export const People = memo(function People({ agents, big }: { agents: readonly WallAgent[]; big: boolean }) {
  const sorted = [...agents].sort((a, b) => RANK[a.availability] - RANK[b.availability] || ratio(b) - ratio(a) || a.name.localeCompare(b.name));
  const shown = sorted.slice(0, big ? 9 : 7);
  const more = sorted.length - shown.length;
  return (
    <section className={s.card}>
      <table className={s.people}>
        <caption>
          <Trans>Load by person</Trans>
          <span> {more > 0 ? <Trans>of what each can take, a chat counted as several mails; {more} more not shown</Trans> : <Trans>of what each can take, a chat counted as several mails</Trans>}</span>
        </caption>
        <thead className={s.thead}>
          <tr>
            {[t`Person`, t`Share of their capacity`, t`Load and capacity, in mails`, t`At risk`].map((name) => (
              <th key={name} scope="col">
                <span className="sr-only">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((agent) => (
            <tr key={agent.id} data-off={agent.availability !== 'online' || undefined} data-agent={agent.id}>
              <th scope="row">
                <span className={s.who}>
                  <span className={s.face} data-availability={agent.availability}>
                    <Avatar name={agent.name} size={22} />
                  </span>
                  <span>{agent.name}</span>
                  <small>{agent.availability === 'online' ? <span className="sr-only"><Trans>online</Trans></span> : AVAILABILITY[agent.availability].toLowerCase()}</small>
                  {agent.viewing_ticket_id !== null && !big && (
                    <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(agent.viewing_ticket_id) }} className={s.viewing} title={t`Looking at a ticket now: open it`}>
                      <IconEye size={13} aria-label={t`${agent.name} looks at a ticket now`} />
                    </Link>
                  )}
                </span>
              </th>
              <td>
                <span className={s.bar} title={workOf(agent)}>
                  <i data-over={isOver(agent) || undefined} style={{ inlineSize: `${Math.min(100, ratio(agent) * 100)}%` }} />
                  <span className="sr-only">
                    {agent.capacity > 0 ? `${Math.round(ratio(agent) * 100)} %` : t`takes nothing from routing`}: {workOf(agent)}
                  </span>
                </span>
              </td>
              <td className={`${s.of} num`} data-over={isOver(agent) || undefined}>
                <b>{inMails(agent.load)}</b> / {agent.capacity}
              </td>
              <td className={`${s.late} num`}>{agent.breached > 0 ? t`${agent.breached} late` : agent.due_soon > 0 ? <em><Trans>{agent.due_soon} soon</Trans></em> : isOver(agent) ? <em><Trans>over</Trans></em> : ''}</td>
            </tr>
          ))}
          {!agents.length && (
            <tr>
              <td colSpan={4} className={s.none}>
                <Trans>Nobody works in a team yet. Add people under Administration, Teams.</Trans>
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
});
