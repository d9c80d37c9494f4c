import { Link } from '@tanstack/react-router';
import { IconEye } from '@tabler/icons-react';
import { memo } from 'react';

import type { WallAgent } from '../../api/types';
import { Avatar } from '../../ui/Avatar';
import { AVAILABILITY, plural } from '../../ui/words';
import s from './Wall.module.css';

const RANK = { online: 0, away: 1, offline: 2 };
/** One decimal at most, and none where there is nothing to say. */
export const inMails = (load: number): string => (Math.round(load * 10) / 10).toLocaleString('en');
const isOver = (agent: WallAgent): boolean => agent.load > agent.capacity;
const ratio = (agent: WallAgent): number => (agent.capacity > 0 ? agent.load / agent.capacity : Number(agent.load > 0) * 2);

/** "3 chats, 12 mails": what the load is made of. */
export function workOf(agent: WallAgent): string {
  const { chat, mail, comment } = agent.work;
  return [chat && plural(chat, 'chat'), mail && plural(mail, 'mail'), comment && plural(comment, 'comment')].filter(Boolean).join(', ') || 'nothing open';
}

/** Who is there and how much of them is taken. A full bar is somebody whom routing gives nothing more. */
export const People = memo(function People({ agents, big }: { agents: readonly WallAgent[]; big: boolean }) {
  const sorted = [...agents].sort((a, b) => RANK[a.availability] - RANK[b.availability] || ratio(b) - ratio(a) || a.name.localeCompare(b.name));
  const shown = sorted.slice(0, big ? 9 : 7);
  return (
    <section className={s.card}>
      <table className={s.people}>
        <caption>
          Load by person
          <span> of what each can take, a chat counted as several mails{sorted.length > shown.length && `; ${sorted.length - shown.length} more not shown`}</span>
        </caption>
        <thead className={s.thead}>
          <tr>
            {['Person', 'Share of their capacity', 'Load and capacity, in mails', 'At risk'].map((name) => (
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
                  <small>{agent.availability === 'online' ? <span className="sr-only">online</span> : AVAILABILITY[agent.availability].toLowerCase()}</small>
                  {agent.viewing_ticket_id !== null && !big && (
                    <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(agent.viewing_ticket_id) }} className={s.viewing} title="Looking at a ticket now: open it">
                      <IconEye size={13} aria-label={`${agent.name} looks at a ticket now`} />
                    </Link>
                  )}
                </span>
              </th>
              <td>
                <span className={s.bar} title={workOf(agent)}>
                  <i data-over={isOver(agent) || undefined} style={{ inlineSize: `${Math.min(100, ratio(agent) * 100)}%` }} />
                  <span className="sr-only">
                    {agent.capacity > 0 ? `${Math.round(ratio(agent) * 100)} %` : 'takes nothing from routing'}: {workOf(agent)}
                  </span>
                </span>
              </td>
              <td className={`${s.of} num`} data-over={isOver(agent) || undefined}>
                <b>{inMails(agent.load)}</b> / {agent.capacity}
              </td>
              <td className={`${s.late} num`}>{agent.breached > 0 ? `${agent.breached} late` : agent.due_soon > 0 ? <em>{agent.due_soon} soon</em> : isOver(agent) ? <em>over</em> : ''}</td>
            </tr>
          ))}
          {!agents.length && (
            <tr>
              <td colSpan={4} className={s.none}>
                Nobody works in a team yet. Add people under Administration, Teams.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
});
