import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';

import type { WallGroup } from '../../api/types';
import { ago, useClock } from '../../lib/clock';
import { formatNumber } from '../../lib/format';
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
          {kind === 'team' ? t`Teams` : t`Channels`}
          <span>
            {' '}
            {sorted.length > shown.length ? t`and ${sorted.length - shown.length} more` : kind === 'team' ? t`late now, breached today` : t`late now, today`}
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only"><Trans>Name</Trans></span>
            </th>
            <th scope="col"><Trans>Open</Trans></th>
            <th scope="col"><Trans>Late</Trans></th>
            {kind === 'team' && (
              <th scope="col" title={t`How many wait for somebody, and the longest wait`}>
                <Trans>Waiting</Trans>
              </th>
            )}
            <th scope="col" title={t`Breached since midnight, without excused ones`}>
              <span className="sr-only"><Trans>Breached</Trans> </span>
              <span aria-hidden><Trans>Today</Trans></span>
              <span className="sr-only"><Trans>today</Trans></span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((group) => {
            const channel = kind === 'channel' && group.id !== null ? channels.get(group.id) : undefined;
            const { Icon } = networkOf(channel?.kind ?? '');
            const name = group.id === null ? t`No team` : ((kind === 'channel' ? channel : teams.get(group.id))?.name ?? '…');
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
                <td className="num">{formatNumber(group.open)}</td>
                <td className="num" data-late={group.breached > 0 || undefined}>
                  {formatNumber(group.breached)}
                </td>
                {kind === 'team' && <td className="num">{group.waiting_since === null ? '–' : <Waiting count={group.waiting} since={group.waiting_since} />}</td>}
                <td className="num" title={group.excused_today ? t`and ${group.excused_today} excused` : undefined}>
                  {formatNumber(group.breached_today)}
                </td>
              </tr>
            );
          })}
          {!groups.length && (
            <tr>
              <td colSpan={kind === 'team' ? 5 : 4} className={s.none}>
                {kind === 'team' ? t`No team yet.` : t`No channel is connected yet.`}
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
      {formatNumber(count)}
      <small>
        <span className="sr-only">{t`, the longest`} </span> · {longest}
      </small>
    </>
  );
}
