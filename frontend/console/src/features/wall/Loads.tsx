import { Link } from '@tanstack/react-router';
import { IconEye } from '@tabler/icons-react';
import { memo } from 'react';

import type { WallAgent, WallGroup } from '../../api/types';
import { Avatar } from '../../ui/Avatar';
import { useChannels, useTeams } from '../../ui/names';
import { networkOf } from '../../ui/networks';
import { AVAILABILITY } from '../../ui/words';
import s from './Wall.module.css';

const percent = (part: number, whole: number): string => `${whole > 0 ? Math.min(100, (part / whole) * 100) : 0}%`;

/** Bars for the eye; the same numbers stand beside them for everybody. */
export const AgentLoad = memo(function AgentLoad({ agents }: { agents: readonly WallAgent[] }) {
  const most = Math.max(1, ...agents.map((agent) => Math.max(agent.open, agent.capacity)));
  const rank = { online: 0, away: 1, offline: 2 };
  const sorted = [...agents].sort((a, b) => rank[a.availability] - rank[b.availability] || b.open - a.open || a.name.localeCompare(b.name));
  return (
    <section className={s.card}>
      <h2>Load by agent</h2>
      <ul className={s.load}>
        {sorted.slice(0, 14).map((agent) => (
          <li key={agent.id} data-off={agent.availability !== 'online' || undefined} data-agent={agent.id}>
            <span className={s.face} data-availability={agent.availability}>
              <Avatar name={agent.name} size={22} />
            </span>
            <span className={s.name}>
              <span>{agent.name}</span>
              <small>{agent.availability === 'online' ? <span className="sr-only">online</span> : AVAILABILITY[agent.availability].toLowerCase()}</small>
              {agent.viewing_ticket_id !== null && (
                <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(agent.viewing_ticket_id) }} className={s.viewing} title="Looking at a ticket now: open it">
                  <IconEye size={13} aria-label="Looking at a ticket now" />
                </Link>
              )}
            </span>
            <span className={s.bar} aria-hidden>
              <i style={{ inlineSize: percent(agent.open, most) }} />
              {agent.breached > 0 && <i data-late style={{ inlineSize: percent(agent.breached, most) }} />}
              {agent.capacity > 0 && agent.capacity <= most && <b style={{ insetInlineStart: percent(agent.capacity, most) }} />}
            </span>
            <span className={`${s.count} num`}>
              {agent.open.toLocaleString('en')}
              <span className="sr-only"> open of {agent.capacity}</span>
            </span>
            <span className={`${s.late} num`}>{agent.breached > 0 ? `${agent.breached} late` : agent.due_soon > 0 ? <em>{agent.due_soon} soon</em> : ''}</span>
          </li>
        ))}
      </ul>
    </section>
  );
});

export const GroupLoad = memo(function GroupLoad({ title, kind, groups }: { title: string; kind: 'team' | 'channel'; groups: readonly WallGroup[] }) {
  const teams = useTeams();
  const channels = useChannels();
  if (!groups.length) return null;
  const most = Math.max(1, ...groups.map((group) => group.open));
  const sorted = [...groups].sort((a, b) => b.breached - a.breached || b.due_soon - a.due_soon || b.open - a.open).slice(0, 8);
  return (
    <section className={s.card}>
      <h2>{title}</h2>
      <ul className={`${s.load} ${s.groups}`}>
        {sorted.map((group) => {
          const channel = kind === 'channel' && group.id !== null ? channels.get(group.id) : undefined;
          const { Icon } = networkOf(channel?.kind ?? '');
          const name = group.id === null ? 'No team' : ((kind === 'channel' ? channel : teams.get(group.id))?.name ?? '…');
          return (
            <li key={group.id ?? 'none'}>
              <span className={s.name}>
                {channel && <Icon size={15} aria-hidden />}
                {group.id === null ? (
                  <span>{name}</span>
                ) : (
                  <Link to="/wall" search={kind === 'team' ? { team: group.id } : { channel: group.id }}>
                    {name}
                  </Link>
                )}
              </span>
              <span className={s.bar} aria-hidden>
                <i style={{ inlineSize: percent(group.open, most) }} />
                {group.breached > 0 && <i data-late style={{ inlineSize: percent(group.breached, most) }} />}
              </span>
              <span className={`${s.count} num`}>
                {group.open.toLocaleString('en')}
                <span className="sr-only"> open, {group.unassigned} unassigned</span>
              </span>
              <span className={`${s.late} num`}>{group.breached > 0 ? `${group.breached} late` : group.due_soon > 0 ? <em>{group.due_soon} soon</em> : ''}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
});
