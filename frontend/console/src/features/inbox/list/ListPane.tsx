import { ActionIcon, Button, Menu, Skeleton, TextInput, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconArrowsSort, IconBaselineDensityMedium, IconBaselineDensitySmall, IconCheck, IconSearch, IconSquareCheck, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import type { ListFilter } from '../../../api/calls';
import { explain } from '../../../api/http';
import type { TicketRow } from '../../../api/types';
import type { Picked } from '../bulk/usePicked';
import { TicketList } from './TicketList';
import { withWords } from '../../../lib/language';
import s from './ListPane.module.css';

const BulkBar = lazy(withWords('ticket', () => import('../bulk/BulkBar')));

export type Order = 'last_message_at' | 'due_at' | '-created_at' | 'created_at';
const ORDERS: readonly [Order | undefined, string][] = [
  [undefined, 'Latest activity'],
  ['due_at', 'Due first'],
  ['last_message_at', 'Longest silent'],
  ['-created_at', 'Newest'],
  ['created_at', 'Oldest'],
];

interface Props {
  title: string;
  view: string;
  search: { q?: string; order?: Order };
  rows: readonly TicketRow[];
  count: number | undefined;
  selectedId: number | null;
  compact: boolean;
  filter: ListFilter;
  picked: Picked;
  state: 'loading' | 'ready' | 'failed';
  error: unknown;
  more: boolean;
  onMore: () => void;
  onRetry: () => void;
  onOpen: (id: number) => void;
  onCompact: () => void;
}

export function ListPane(p: Props) {
  const navigate = useNavigate();
  const { q, order } = p.search;
  const [working, setWorking] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const picking = choosing || p.picked.ids.size > 0;
  const go = (next: { q?: string | undefined; order?: Order | undefined }): void => {
    const search = { ...(next.q ? { q: next.q } : {}), ...(next.order ? { order: next.order } : {}) };
    void navigate({ to: '.', search, replace: true });
  };
  const address = new URLSearchParams({ ...(q ? { q } : {}), ...(order ? { order } : {}) }).toString();
  return (
    <section className={s.pane} aria-label="Ticket list">
      <header className={s.head}>
        <h1>{p.title}</h1>
        {p.count !== undefined && !q && <span className={`${s.count} num`}>{p.count.toLocaleString('en')}</span>}
        <span className={s.gap} />
        <ActionIcon
          aria-label="Choose tickets"
          title="Choose tickets, to change many at once (X)"
          aria-pressed={picking}
          variant={picking ? 'light' : 'subtle'}
          onClick={() => {
            setChoosing(!picking);
            if (picking) p.picked.clear();
          }}
        >
          <IconSquareCheck size={16} stroke={1.7} />
        </ActionIcon>
        <Tooltip label={p.compact ? 'Comfortable rows (D)' : 'Compact rows (D)'}>
          <ActionIcon aria-label={p.compact ? 'Use comfortable rows' : 'Use compact rows'} onClick={p.onCompact}>
            {p.compact ? <IconBaselineDensityMedium size={16} stroke={1.7} /> : <IconBaselineDensitySmall size={16} stroke={1.7} />}
          </ActionIcon>
        </Tooltip>
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label="Sort">
              <IconArrowsSort size={16} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Sort by</Menu.Label>
            {ORDERS.map(([key, label]) => (
              <Menu.Item key={label} rightSection={order === key ? <IconCheck size={14} /> : null} onClick={() => go({ q, order: key })}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </header>
      <SearchBox q={q ?? ''} onSearch={(next) => go({ q: next, order })} />
      {p.state === 'loading' && <Loading />}
      {p.state === 'failed' && (
        <div className={s.empty} role="alert">
          <b>The list could not be loaded</b>
          <p>{explain(p.error)}</p>
          <Button variant="default" onClick={p.onRetry}>
            Try again
          </Button>
        </div>
      )}
      {p.state === 'ready' && p.rows.length === 0 && (
        <div className={s.empty}>
          <b>{q ? 'No matches' : 'All clear'}</b>
          <p>{q ? 'Try a name, a word or a ticket number.' : 'Nothing is waiting in this view.'}</p>
          {q && (
            <Button variant="default" onClick={() => go({ order })}>
              Clear the search
            </Button>
          )}
        </div>
      )}
      {p.state === 'ready' && p.rows.length > 0 && (
        <TicketList rows={p.rows} total={q ? p.rows.length : (p.count ?? p.rows.length)} view={p.view} search={address && `?${address}`} selectedId={p.selectedId} compact={p.compact} picked={p.picked.ids} everything={p.picked.everything} picking={picking} onPick={p.picked.pick} more={p.more} onMore={p.onMore} onOpen={p.onOpen} />
      )}
      {(working || p.picked.ids.size > 0) && (
        <Suspense>
          <BulkBar picked={p.picked} total={q ? undefined : p.count} filter={p.filter} complete={!p.more} shown={p.rows.length} onWorking={setWorking} />
        </Suspense>
      )}
    </section>
  );
}

function SearchBox({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [text, setText] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(q), [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (next: string, wait: number): void => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next.trim()), wait);
  };
  return (
    <div className={s.search} role="search">
      <TextInput
        data-search
        type="text"
        inputMode="search"
        aria-label="Search this view"
        placeholder="Search by name, words or number"
        value={text}
        onChange={(event) => search(event.currentTarget.value, 200)}
        onKeyDown={(event) => event.key === 'Enter' && search(text, 0)}
        leftSection={<IconSearch size={14} />}
        rightSection={
          text ? (
            <ActionIcon size={24} aria-label="Clear the search" onClick={() => search('', 0)}>
              <IconX size={13} />
            </ActionIcon>
          ) : null
        }
      />
    </div>
  );
}

function Loading() {
  return (
    <div className={s.loading} role="status">
      <span className="sr-only">Loading tickets</span>
      {Array.from({ length: 8 }, (_, i) => (
        <div key={i}>
          <Skeleton circle height={34} />
          <span>
            <Skeleton height={10} width="45%" />
            <Skeleton height={10} width="85%" />
            <Skeleton height={8} width="70%" />
          </span>
        </div>
      ))}
    </div>
  );
}
