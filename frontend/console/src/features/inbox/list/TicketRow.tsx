import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { lazy, memo, Suspense } from 'react';

import { useUnread } from '../../../api/readMarks';
import type { TicketRow as Row } from '../../../api/types';
import { ago, useClock } from '../../../lib/clock';
import { useViewers, type Viewer } from '../../../live/presence';
import { Avatar, initials } from '../../../ui/Avatar';
import { useMe } from '../../../ui/names';
import { networkOf } from '../../../ui/networks';
import { SlaChip } from '../../../ui/SlaChip';
import { PRIORITY, STATUS } from '../../../ui/words';
import s from './TicketList.module.css';

const Marked = lazy(() => import('./Marked'));

export const ROW = 74;
export const ROW_COMPACT = 38;

interface Props {
  row: Row;
  href: string;
  kind: string;
  assignee: string | null;
  index: number;
  total: number;
  selected: boolean;
  compact: boolean;
  top: number;
  picked: boolean;
  /** Tickets are being chosen: every row shows its box. */
  picking: boolean;
  /** Where the search found it, in place of the newest words. */
  snippet: string;
  onPick: (id: number, range: boolean) => void;
}

export const TicketRow = memo(function TicketRow({ row, href, kind, assignee, index, total, selected, compact, top, picked, picking, snippet, onPick }: Props) {
  const unread = useUnread(row);
  const age = useClock((now) => ago(row.last_message_at, now));
  const network = networkOf(kind);
  const name = row.contact.name || row.contact.handle || t`Unknown`;
  const subject = row.subject || t`No subject`;
  const urgent = row.priority === 'urgent' && <b className={s.urgent}>{PRIORITY.urgent}</b>;
  const quiet = row.status !== 'open' && row.status !== 'solved' && <span className={s.status}>{STATUS[row.status]}</span>;
  return (
    <li className={s.item} style={{ transform: `translateY(${top}px)`, blockSize: compact ? ROW_COMPACT : ROW }} aria-posinset={index + 1} aria-setsize={total}>
      <label className={s.pick} data-compact={compact || undefined} data-picking={picking || undefined}>
        <input type="checkbox" checked={picked} onChange={() => {}} onClick={(event) => onPick(row.id, event.shiftKey)} aria-label={t`Choose ${row.reference}, ${name}`} />
      </label>
      <a href={href} className={s.row} data-picked={picked || undefined} data-row={row.id} data-compact={compact || undefined} data-unread={unread || undefined} data-selected={selected || undefined} aria-current={selected ? 'true' : undefined} draggable={false}>
        {compact ? <network.Icon size={15} stroke={1.8} aria-hidden className={s.icon} /> : <Avatar name={name} network={kind} size={34} />}
        <span className={s.body}>
          <span className={s.line}>
            <bdi className={s.name}>{name}</bdi>
            {compact && (
              <span className={s.subject} dir="auto">
                {urgent}
                {subject}
              </span>
            )}
            <span className="sr-only">
              , {network.label}
              {unread ? t`, unread` : ''}
            </span>
            <Others id={row.id} />
            <SlaChip clocks={row.clocks} />
          </span>
          {!compact && (
            <>
              <span className={s.line}>
                <span className={s.subject} dir="auto">
                  {urgent}
                  {subject}
                </span>
                <time className="num" dateTime={row.last_message_at}>
                  {age}
                </time>
              </span>
              <span className={s.line}>
                {quiet}
                <span className={s.preview} dir="auto">
                  {snippet ? (
                    <Suspense fallback={row.preview}>
                      <Marked snippet={snippet} />
                    </Suspense>
                  ) : (
                    row.preview
                  )}
                </span>
                {assignee ? (
                  <span className={s.assignee} title={t`Assigned to ${assignee}`}>
                    <span className="sr-only">{t`Assigned to ${assignee}`}</span>
                    <span aria-hidden>{initials(assignee)}</span>
                  </span>
                ) : (
                  <span className={s.assignee} data-nobody title={t`Unassigned`}>
                    <span className="sr-only"><Trans>Unassigned</Trans></span>
                  </span>
                )}
              </span>
            </>
          )}
        </span>
      </a>
    </li>
  );
});

/** Colleagues who are at this ticket now, amber while one writes to the customer. */
function Others({ id }: { id: number }) {
  const viewers = useViewers(id);
  return viewers.length ? <Them viewers={viewers} /> : null;
}

function Them({ viewers }: { viewers: readonly Viewer[] }) {
  const me = useMe();
  const others = viewers.filter((viewer) => viewer.id && viewer.id !== me.id);
  const typing = others.find((viewer) => viewer.doing === 'typing_reply');
  const first = typing ?? others[0];
  if (!first) return null;
  const words = typing ? t`${typing.name} is replying` : t`${others.map((viewer) => viewer.name).join(', ')} looking at it`;
  return (
    <span className={s.others} data-typing={typing ? true : undefined} title={words}>
      <span aria-hidden>{initials(first.name)}</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
