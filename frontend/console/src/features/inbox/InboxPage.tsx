import { t } from '@lingui/core/macro';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';

import { countsQuery, flatten, ticketQuery, ticketsQuery, viewsQuery } from '../../api/queries';
import type { TicketPage, TicketRow } from '../../api/types';
import { useCommands } from '../../lib/commands';
import { holdKeys } from '../../lib/keys';
import { withWords } from '../../lib/language';
import { Boundary } from '../../ui/Boundary';
import { useChannels, useTeams } from '../../ui/names';
import { useUndoableUpdate } from './actions';
import { usePicked } from './bulk/usePicked';
import s from './InboxPage.module.css';
import { ListPane, type Order } from './list/ListPane';
import { useMissing } from './missing';
import { NoTicket } from './NoTicket';
import { countOf, filterOf, titleOf } from './view';

const loadConversation = withWords('ticket', () => import('./Conversation'));
const Conversation = lazy(loadConversation);
const DetailsPanel = lazy(withWords('ticket', () => import('./customer/DetailsPanel')));
const MissingFields = lazy(withWords('ticket', () => import('./side/MissingFields')));
const SideDrawer = lazy(() => import('../../ui/SideDrawer'));

const leave = (): void => {
  const active = document.activeElement as HTMLElement | null;
  active?.blur();
  document.querySelector<HTMLElement>('[data-row][data-selected]')?.focus();
};

export function InboxPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const view = useParams({ strict: false, select: (params) => params.view ?? 'open' });
  const id = useParams({ strict: false, select: (params) => (params.ticketId ? Number(params.ticketId) : null) });
  const search: { q?: string; order?: Order } = useSearch({ strict: false });
  const filter = useMemo(() => filterOf(view, { ...(search.q ? { q: search.q } : {}), ...(search.order ? { order: search.order } : {}) }), [view, search.q, search.order]);
  const list = useInfiniteQuery(ticketsQuery(filter));
  const rows = useMemo(() => flatten(list.data), [list.data]);
  const hits = useMemo(() => new Map(list.data?.pages.flatMap((page) => Object.entries(page.hits).map(([pk, hit]) => [Number(pk), hit] as const)) ?? []), [list.data]);
  const picked = usePicked(`${view}?${search.q ?? ''}`, rows);
  const { data: counts } = useQuery(countsQuery);
  const teams = useTeams();
  const channels = useChannels();
  const undoable = useUndoableUpdate();
  const [compact, setCompact] = useLocalStorage({ key: 'janice-compact', defaultValue: false, getInitialValueInEffect: false });
  const [panel, setPanel] = useLocalStorage({ key: 'janice-panel', defaultValue: true, getInitialValueInEffect: false });
  const [drawer, setDrawer] = useState(false);
  const mobile = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  const wide = useMediaQuery('(min-width: 1280px)', true, { getInitialValueInEffect: false });
  const { ticket, error, refetch } = useTicket(id);
  const missing = useMissing();
  const { data: saved = [] } = useQuery(viewsQuery);
  const title = titleOf(view, teams, channels, saved);
  useEffect(() => {
    document.title = ticket ? `${ticket.reference} ${ticket.subject}` : `${title} · Janice`;
  }, [ticket, title]);
  useEffect(() => setDrawer(false), [id]);
  const hit = id === null ? undefined : hits.get(id)?.message_id;
  useEffect(() => {
    if (hit === undefined || id === null) return;
    let stop: (() => void) | null = null;
    const late = new AbortController();
    void import('./list/jump').then(({ jump }) => late.signal.aborted || (stop = jump(client, id, hit)));
    return () => {
      late.abort();
      stop?.();
    };
  }, [client, hit, id]);
  // Fetched behind the list. Until it is here no key changes a ticket: what is typed may be meant for a reply.
  const [ready, setReady] = useState(false);
  useEffect(() => void loadConversation().then(() => setReady(true), () => undefined), []);

  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const open = useCallback((ticketId: number) => void navigate({ to: '/inbox/$view/$ticketId', params: { view, ticketId: String(ticketId) }, search: true }), [navigate, view]);
  const toList = (): void => void navigate({ to: '/inbox/$view', params: { view }, search: true });
  const move = (step: number): void => {
    const at = rows.findIndex((row) => row.id === id);
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next && next.id !== id) open(next.id);
  };
  const solve = (): void => {
    if (!ticket) return;
    const at = rows.findIndex((row) => row.id === ticket.id);
    const next = rows[at + 1] ?? rows[at - 1];
    undoable(ticket, { status: 'solved' }, t`solved`);
    if (mobile || !next || at < 0) toList();
    else open(next.id);
  };
  const togglePanel = (): void => (wide ? setPanel((on) => !on) : setDrawer((on) => !on));
  const choose = (range: boolean): void => {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.closest<HTMLElement>('[data-row]')?.dataset.row : undefined;
    const target = focused ? Number(focused) : (id ?? rows[0]?.id);
    if (target !== undefined) picked.pick(target, range);
  };
  const none = ticket === undefined || !ready;
  useCommands([
    { id: 'next', label: t`Next ticket`, group: t`List`, keys: 'j,ArrowDown', run: () => move(1) },
    { id: 'previous', label: t`Previous ticket`, group: t`List`, keys: 'k,ArrowUp', run: () => move(-1) },
    { id: 'search', label: t`Search this view`, group: t`List`, keys: '/', run: () => document.querySelector<HTMLInputElement>('[data-search]')?.select() },
    { id: 'density', label: t`Compact or comfortable rows`, group: t`List`, keys: 'd', run: () => setCompact((on) => !on) },
    { id: 'choose', label: t`Choose the ticket, for a change to many`, group: t`List`, keys: 'x', disabled: rows.length === 0, run: () => choose(false) },
    { id: 'choose-range', label: t`Choose all up to this ticket`, group: t`List`, keys: 'Shift+x', disabled: rows.length === 0, run: () => choose(true) },
    { id: 'read', label: t`Read the conversation`, group: t`List`, keys: 'Enter,o', disabled: none, run: () => document.querySelector<HTMLElement>('[data-thread]')?.focus() },
    { id: 'solve', label: t`Solve and open the next`, group: t`Ticket`, keys: 'e', disabled: none || ticket.status === 'solved', run: solve },
    { id: 'panel', label: t`Show or hide the details`, group: t`Ticket`, keys: ']', disabled: none, run: togglePanel },
    { id: 'labels', label: t`Edit the labels`, group: t`Ticket`, keys: 'l', disabled: none, run: () => showLabels() },
    { id: 'back', label: t`Leave the field, or back to the list`, group: t`Ticket`, keys: 'Escape', inEditor: true, run: () => (mobile && id !== null && !/INPUT|TEXTAREA/.test(document.activeElement?.tagName ?? '') ? toList() : leave()) },
  ]);
  function showLabels(): void {
    holdKeys();
    if (wide) setPanel(true);
    else setDrawer(true);
    focusLabels();
  }
  const showPanel = panel && wide && ticket !== undefined;
  const settled = useDeferredValue(id) === id;
  return (
    <div className={s.grid} data-panel={showPanel || undefined}>
      {(!mobile || id === null) && (
        <Boundary of={view}>
          <ListPane
            title={title}
            view={view}
            search={search}
            rows={rows}
            count={countOf(view, counts)}
            selectedId={id}
            compact={compact}
            filter={filter}
            hits={hits}
            picked={picked}
            state={list.isPending ? 'loading' : list.isError && !list.data ? 'failed' : 'ready'}
            error={list.error}
            more={hasNextPage}
            onMore={more}
            onRetry={() => void list.refetch()}
            onOpen={open}
            onCompact={() => setCompact((on) => !on)}
          />
        </Boundary>
      )}
      {(!mobile || id !== null) && (
        <Boundary of={id}>
          <Suspense fallback={<section className={s.conversation} />}>
            {ticket ? <Conversation ticket={ticket} view={view} mobile={mobile} panelOpen={wide ? showPanel : drawer} onPanel={togglePanel} onSolve={solve} /> : <NoTicket error={id === null ? undefined : error} empty={rows.length === 0} onBack={toList} onRetry={() => void refetch()} />}
          </Suspense>
        </Boundary>
      )}
      {showPanel && (
        <aside className={s.aside} aria-label={t`Details`}>
          <Boundary of={id}>
            <Suspense>{settled && <DetailsPanel key={ticket.id} ticket={ticket} view={view} />}</Suspense>
          </Boundary>
        </aside>
      )}
      <Suspense>
        {!wide && ticket && drawer && (
          <SideDrawer onClose={() => setDrawer(false)} position="right" size={320} title={t`Details`} closeButtonProps={{ 'aria-label': t`Close details` }} styles={{ header: { padding: '8px 16px' } }}>
            <Boundary of={id}>
              <DetailsPanel key={ticket.id} ticket={ticket} view={view} />
            </Boundary>
          </SideDrawer>
        )}
      </Suspense>
      <Suspense>{missing && <MissingFields key={missing.ticket.id} missing={missing} />}</Suspense>
    </div>
  );
}

/** As soon as they are there: the details come with a part of the console that may still be on its way. */
function focusLabels(tries = 40): void {
  const field = document.querySelector<HTMLInputElement>('[data-labels]');
  if (field) field.focus();
  else if (tries) setTimeout(() => focusLabels(tries - 1), 50);
}

/** The open ticket, at once when a list already has it. */
function useTicket(id: number | null): { ticket: TicketRow | undefined; error: unknown; refetch: () => Promise<unknown> } {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    ...ticketQuery(id ?? 0),
    enabled: id !== null,
    initialData: () => {
      for (const [, list] of client.getQueriesData<InfiniteData<TicketPage>>({ queryKey: ['tickets'] })) {
        const row = list?.pages.flatMap((page) => page.results).find((r) => r.id === id);
        if (row) return row;
      }
      return undefined;
    },
  });
  return { ticket: id === null ? undefined : data, error, refetch };
}
