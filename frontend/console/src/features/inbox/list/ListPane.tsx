import { t } from '@lingui/core/macro';
import { ActionIcon, Button, Menu, Skeleton, TextInput, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconArrowsSort, IconBaselineDensityMedium, IconBaselineDensitySmall, IconCheck, IconSearch, IconSquareCheck, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import type { ListFilter } from '../../../api/calls';
import { explain } from '../../../api/http';
import { runCommand } from '../../../lib/commands';
import type { Hit, TicketRow } from '../../../api/types';
import type { Picked } from '../bulk/usePicked';
import { TicketList } from './TicketList';
import { formatNumber } from '../../../lib/format';
import { withWords } from '../../../lib/language';
import s from './ListPane.module.css';

const FilterBar = lazy(withWords('search', () => import('../search/FilterBar')));
const BulkBar = lazy(withWords('dialogs', () => import('../bulk/BulkBar')));

export type Order = 'last_message_at' | 'due_at' | '-created_at' | 'created_at';
const ORDERS = (): [Order | undefined, string][] => [
  [undefined, t`Latest activity`],
  ['due_at', t`Due first`],
  ['last_message_at', t`Longest silent`],
  ['-created_at', t`Newest`],
  ['created_at', t`Oldest`],
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
  /** Where the words of the search were found. */
  hits: ReadonlyMap<number, Hit>;
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
    <section className={s.pane} aria-label={t`Ticket list`}>
      <header className={s.head}>
        <h1>{p.title}</h1>
        {p.count !== undefined && !q && <span className={`${s.count} num`}>{formatNumber(p.count)}</span>}
        <span className={s.gap} />
        <ActionIcon
          aria-label={t`Choose tickets`}
          title={t`Choose tickets, to change many at once (X)`}
          aria-pressed={picking}
          variant={picking ? 'light' : 'subtle'}
          onClick={() => {
            setChoosing(!picking);
            if (picking) p.picked.clear();
          }}
        >
          <IconSquareCheck size={16} stroke={1.7} />
        </ActionIcon>
        <Tooltip label={p.compact ? t`Comfortable rows (D)` : t`Compact rows (D)`}>
          <ActionIcon aria-label={p.compact ? t`Use comfortable rows` : t`Use compact rows`} onClick={p.onCompact}>
            {p.compact ? <IconBaselineDensityMedium size={16} stroke={1.7} /> : <IconBaselineDensitySmall size={16} stroke={1.7} />}
          </ActionIcon>
        </Tooltip>
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={t`Sort`}>
              <IconArrowsSort size={16} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t`Sort by`}</Menu.Label>
            {ORDERS().map(([key, label]) => (
              <Menu.Item key={label} rightSection={order === key ? <IconCheck size={14} /> : null} onClick={() => go({ q, order: key })}>
                {label}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={() => runCommand('save-view')}>
              {t`Save this list as a view…`}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <SearchBox q={q ?? ''} onSearch={(next) => go({ q: next, order })} />
      {p.state === 'loading' && <Loading />}
      {p.state === 'failed' && (
        <div className={s.empty} role="alert">
          <b>{t`The list could not be loaded`}</b>
          <p>{explain(p.error)}</p>
          <Button variant="default" onClick={p.onRetry}>
            {t`Try again`}
          </Button>
        </div>
      )}
      {p.state === 'ready' && p.rows.length === 0 && (
        <div className={s.empty}>
          <b>{q ? t`No matches` : p.view === 'reminders' ? t`No reminders` : t`All clear`}</b>
          <p>{q ? t`Try a name, a word or a ticket number, or take a filter away.` : p.view === 'reminders' ? t`Open a ticket and choose “Remind me…” among its actions: it stands here until then.` : t`Nothing is waiting in this view.`}</p>
          {q && (
            <Button variant="default" onClick={() => go({ order })}>
              {t`Clear the search`}
            </Button>
          )}
        </div>
      )}
      {p.state === 'ready' && p.rows.length > 0 && (
        <TicketList rows={p.rows} total={q ? p.rows.length : (p.count ?? p.rows.length)} view={p.view} search={address && `?${address}`} selectedId={p.selectedId} compact={p.compact} picked={p.picked.ids} everything={p.picked.everything} picking={picking} hits={p.hits} onPick={p.picked.pick} more={p.more} onMore={p.onMore} onOpen={p.onOpen} />
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
  const [filtering, setFiltering] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(q), [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (next: string, wait: number): void => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next.trim()), wait);
  };
  return (
    <div role="search">
    <div className={s.search}>
      <TextInput
        onFocus={() => setFiltering(true)}
        data-search
        type="text"
        inputMode="search"
        aria-label={t`Search this view`}
        placeholder={t`Search, or filter by is:open from:ada`}
        value={text}
        onChange={(event) => search(event.currentTarget.value, /(^|\s)-?\w+:[^\s"]*$|"[^"\s]*$/.test(event.currentTarget.value) ? 900 : 200)}
        onKeyDown={(event) => event.key === 'Enter' && search(text, 0)}
        maxLength={300}
        leftSection={<IconSearch size={14} />}
        rightSection={
          text ? (
            <ActionIcon size={24} aria-label={t`Clear the search`} onClick={() => search('', 0)}>
              <IconX size={13} />
            </ActionIcon>
          ) : null
        }
      />
    </div>
    {(filtering || /\w:\S/.test(q)) && (
      <Suspense>
        <FilterBar
          q={q}
          text={text}
          onChange={(next) => {
            search(next, 0);
            document.querySelector<HTMLInputElement>('[data-search]')?.focus();
          }}
        />
      </Suspense>
    )}
    </div>
  );
}

function Loading() {
  return (
    <div className={s.loading} role="status">
      <span className="sr-only">{t`Loading tickets`}</span>
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
