import { Link } from '@tanstack/react-router';
import { memo } from 'react';

import type { WallGroup } from '../../api/types';
import { ago, useClock } from '../../lib/clock';
import { useChannels, useTeams } from '../../ui/names';
import { networkOf } from '../../ui/networks';
import s from './Wall.module.css';

/** Where the trouble is: one row per team or channel, the worst first; a click shows only that one. */
export const Groups = memo(function Groups({ kind, groups, big }: { kind: 'team' | 'channel'; groups: readonly WallGroup[]; big: boolean }) {
  const teams = useTeams();
  const channels = useChannels();
  const sorted = [...groups].sort((a, b) => b.breached - a.breached || b.due_soon - a.due_soon || b.open - a.open);
  const shown = sorted.slice(0, big ? 5 : 4);
  return (
    <section className={s.card}>
      <table className={s.groups}>
        <caption>
          {kind === 'team' ? 'Teams' : 'Channels'}
          <span>
            {' '}
            {sorted.length > shown.length ? `and ${sorted.length - shown.length} more` : kind === 'team' ? 'late now, breached today' : 'late now, today'}
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">Name</span>
            </th>
            <th scope="col">Open</th>
            <th scope="col">Late</th>
            {kind === 'team' && (
              <th scope="col" title="How many wait for somebody, and the longest wait">
                Waiting
              </th>
            )}
            <th scope="col" title="Breached since midnight, without excused ones">
              <span className="sr-only">Breached </span>
              <span aria-hidden>Today</span>
              <span className="sr-only">today</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((group) => {
            const channel = kind === 'channel' && group.id !== null ? channels.get(group.id) : undefined;
            const { Icon } = networkOf(channel?.kind ?? '');
            const name = group.id === null ? 'No team' : ((kind === 'channel' ? channel : teams.get(group.id))?.name ?? '…');
            return (
              <tr key={group.id ?? 'none'} data-group={group.id ?? 'none'}>
                <th scope="row" title={name}>
                  {channel && <Icon size={14} aria-hidden />}
                  {group.id === null || big ? (
                    <span>{name}</span>
                  ) : (
                    <Link to="/wall" search={kind === 'team' ? { team: group.id } : { channel: group.id }}>
                      {name}
                    </Link>
                  )}
                </th>
                <td className="num">{group.open.toLocaleString('en')}</td>
                <td className="num" data-late={group.breached > 0 || undefined}>
                  {group.breached.toLocaleString('en')}
                </td>
                {kind === 'team' && <td className="num">{group.waiting_since === null ? '–' : <Waiting count={group.waiting} since={group.waiting_since} />}</td>}
                <td className="num" title={group.excused_today ? `and ${group.excused_today} excused` : undefined}>
                  {group.breached_today.toLocaleString('en')}
                </td>
              </tr>
            );
          })}
          {!groups.length && (
            <tr>
              <td colSpan={kind === 'team' ? 5 : 4} className={s.none}>
                {kind === 'team' ? 'No team yet.' : 'No channel is connected yet.'}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
});

function Waiting({ count, since }: { count: number; since: string }) {
  const longest = useClock((now) => ago(since, now));
  return (
    <>
      {count.toLocaleString('en')}
      <small>
        <span className="sr-only">, the longest </span> · {longest}
      </small>
    </>
  );
}
