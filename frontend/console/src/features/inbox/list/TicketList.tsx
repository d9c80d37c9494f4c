import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowUp } from '@tabler/icons-react';
import { type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import type { Hit, TicketRow as Row } from '../../../api/types';
import { useChannels, useUsers } from '../../../ui/names';
import { ROW, ROW_COMPACT, TicketRow } from './TicketRow';
import s from './TicketList.module.css';

interface Props {
  rows: readonly Row[];
  total: number;
  view: string;
  search: string;
  selectedId: number | null;
  compact: boolean;
  picked: ReadonlySet<number>;
  everything: boolean;
  picking: boolean;
  hits: ReadonlyMap<number, Hit>;
  onPick: (id: number, range: boolean) => void;
  more: boolean;
  onMore: () => void;
  onOpen: (id: number) => void;
}

/** Only the rows on screen exist; further pages come while you scroll. Rows that arrive above you do not move what you look at. */
export function TicketList({ rows, total, view, search, selectedId, compact, picked, everything, picking, hits, onPick, more, onMore, onOpen }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const users = useUsers();
  const channels = useChannels();
  const size = compact ? ROW_COMPACT : ROW;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    overscan: 6,
    // By id: the DOM node, and the focus in it, follow the ticket when the list is reordered.
    getItemKey: (i) => rows[i]!.id,
  });
  useEffect(() => virtual.measure(), [size, virtual]);

  const [arrived, setArrived] = useState(0);
  const anchor = useRef<{ id: number; offset: number; ids: ReadonlySet<number> } | null>(null);
  const remember = (): void => {
    const top = scroller.current?.scrollTop ?? 0;
    const first = rows[Math.floor(top / size)];
    anchor.current = top > 4 && first ? { id: first.id, offset: top - Math.floor(top / size) * size, ids: new Set(rows.map((row) => row.id)) } : null;
    if (!anchor.current) setArrived(0);
  };
  useLayoutEffect(() => {
    const held = anchor.current;
    const at = held ? rows.findIndex((row) => row.id === held.id) : -1;
    if (held && at >= 0 && scroller.current) {
      const wanted = at * size + held.offset;
      if (Math.abs(scroller.current.scrollTop - wanted) > 1) {
        const fresh = rows.slice(0, at).filter((row) => !held.ids.has(row.id)).length;
        if (fresh) setArrived((n) => n + fresh);
        virtual.scrollToOffset(wanted);
      }
    }
    remember();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new list may move the rows
  }, [rows]);

  const index = useMemo(() => rows.findIndex((row) => row.id === selectedId), [rows, selectedId]);
  const last = useRef<number | null>(null);
  useEffect(() => {
    if (selectedId !== last.current && index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
    last.current = selectedId;
  }, [selectedId, index, virtual]);

  const items = virtual.getVirtualItems();
  const end = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && end >= rows.length - 15) onMore();
  }, [more, end, rows.length, onMore]);

  const open = (event: MouseEvent<HTMLElement>): void => {
    const link = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(Number(link.dataset.row));
  };
  return (
    <div className={s.wrap}>
      {arrived > 0 && (
        <button type="button" className={s.arrived} onClick={() => (setArrived(0), virtual.scrollToOffset(0))}>
          <IconArrowUp size={13} aria-hidden /> <Plural value={arrived} one="# new" other="# new" />
        </button>
      )}
      <div ref={scroller} className={s.scroll} onClick={open} onScroll={remember} tabIndex={-1} data-list>
        <ul className={s.list} style={{ blockSize: virtual.getTotalSize() }} aria-label={t`Tickets`}>
          {items.map((item) => {
            const row = rows[item.index]!;
            return (
              <TicketRow
                key={item.key}
                row={row}
                href={`/inbox/${view}/${row.id}${search}`}
                kind={channels.get(row.channel_id)?.kind ?? row.contact.network}
                assignee={row.assignee_id === null ? null : (users.get(row.assignee_id)?.name ?? '?')}
                index={item.index}
                total={Math.max(total, rows.length)}
                selected={row.id === selectedId}
                compact={compact}
                top={item.start}
                picked={everything || picked.has(row.id)}
                picking={picking}
                snippet={hits.get(row.id)?.snippet ?? ''}
                onPick={onPick}
              />
            );
          })}
        </ul>
        {more && <p className={s.loading}><Trans>Loading more…</Trans></p>}
      </div>
    </div>
  );
}
