import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';

import type { TicketRow } from '../../api/types';
import { formatLeft, METRICS, spokenLeft } from '../../lib/clock';
import { useChannels } from '../../ui/names';
import { networkOf } from '../../ui/networks';
import { PRIORITY } from '../../ui/words';
import { Held, Owner } from './Owner';
import type { Due } from './ticketState';
import s from './Wall.module.css';

const URGENT = new Set(['high', 'urgent']);
const NEXT = 7;
const LATE = 6;

/** What can still be saved comes first. */
export function Queue({ next, late, big, filtered }: { next: readonly Due[]; late: readonly Due[]; big: boolean; filtered: boolean }) {
  const shownNext = next.slice(0, Math.max(NEXT, NEXT + LATE - late.length));
  const shownLate = late.slice(0, Math.max(LATE, NEXT + LATE - next.length));
  return (
    <section className={`${s.card} ${s.queue}`} aria-label={t`Tickets at risk`} tabIndex={0}>
      <Table title={t`Next to breach`} what={t`Time left`} rows={shownNext} more={next.length - shownNext.length} big={big} empty={filtered ? t`Nothing is due here. Look at all teams and channels for the rest.` : t`Nothing is due. Tickets stand here as soon as a promise runs.`} />
      {late.length > 0 && <Table title={t`Longest overdue`} what={t`Overdue by`} rows={shownLate} more={late.length - shownLate.length} big={big} empty="" />}
    </section>
  );
}

interface Props {
  title: string;
  what: string;
  rows: readonly Due[];
  more: number;
  big: boolean;
  empty: string;
}
function Table({ title, what, rows, more, big, empty }: Props) {
  return (
    <table>
      <caption>
        {title}
        {more > 0 && <span> <Trans>and {more} more</Trans></span>}
      </caption>
      <colgroup>
        <col className={s.c1} />
        <col />
        <col className={s.c3} />
        <col className={s.c4} />
      </colgroup>
      <thead className={s.thead}>
        <tr>
          {[what, t`Ticket`, t`Promise`, t`Owner`].map((name) => (
            <th key={name} scope="col">
              <span className="sr-only">{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((due) => (
          <tr key={due.row.id} data-tone={due.tone} data-ticket={due.row.id}>
            <td className={s.left}>
              <bdi dir="ltr" className="num" aria-hidden>
                {formatLeft(due.left)}
              </bdi>
              <span className="sr-only">{spokenLeft(due.left)}</span>
            </td>
            <What row={due.row} big={big} />
            <td className={s.metric}>{due.metric ? METRICS[due.metric.metric] : ''}</td>
            <td className={s.owner}>
              {big ? <Held row={due.row} /> : <Owner row={due.row} />}
            </td>
          </tr>
        ))}
        {!rows.length && (
          <tr>
            <td colSpan={4} className={s.none}>
              {empty}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

const What = memo(function What({ row, big }: { row: TicketRow; big: boolean }) {
  const channel = useChannels().get(row.channel_id);
  const { Icon, label } = networkOf(channel?.kind ?? row.contact.network);
  return (
    <td className={s.what}>
      {big ? (
        <b dir="auto">{row.subject || t`No subject`}</b>
      ) : (
        <Link to="/inbox/$view/$ticketId" params={{ view: 'breaching', ticketId: String(row.id) }} dir="auto">
          {row.subject || t`No subject`}
        </Link>
      )}
      <small>
        <Icon size={13} aria-label={channel?.name ?? label} /> <bdi className="num">{row.reference}</bdi> · <bdi>{row.contact.name || row.contact.handle}</bdi>
        {URGENT.has(row.priority) && <em>{PRIORITY[row.priority]}</em>}
      </small>
    </td>
  );
});
