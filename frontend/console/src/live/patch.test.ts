import { type InfiniteData, QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';

import type { ListFilter } from '../api/calls';
import { newestPages, ticketsQuery } from '../api/queries';
import type { Message, Page, TicketPage, TicketRow } from '../api/types';
import { clock, message, ticketRow } from '../test/rows';
import { applyEvents, applyTickets, keepPushes, patchList } from './patch';
import { belongs, compare } from './views';

const ME = 7;
const list = (...pages: TicketRow[][]): InfiniteData<TicketPage> => ({
  pages: pages.map((results, i) => ({ results, next: i < pages.length - 1 ? `c${i}` : null, read: {}, hits: {} })),
  pageParams: pages.map(() => null),
});
const ids = (data: InfiniteData<TicketPage>): number[][] => data.pages.map((page) => page.results.map((row) => row.id));
const patched = (data: InfiniteData<TicketPage>, row: TicketRow, filter: ListFilter = { view: 'open' }): InfiniteData<TicketPage> => patchList(data, new Map([[row.id, row]]), filter, ME);

describe('a pushed ticket in a list', () => {
  const start = list([ticketRow(9), ticketRow(7)], [ticketRow(5), ticketRow(3)]);

  it('replaces its row where it stands, and leaves the other rows untouched', () => {
    const next = patched(start, ticketRow(7, { version: 2, subject: 'New' }));
    expect(next.pages[0]!.results[1]!.subject).toBe('New');
    expect(next.pages[0]!.results[0]).toBe(start.pages[0]!.results[0]);
  });

  it('moves up when somebody writes', () => expect(ids(patched(start, ticketRow(3, { version: 2, last_message_at: '2026-02-01T00:00:00Z' })))).toEqual([[3, 9, 7], [5]]));

  it('leaves the list when it belongs elsewhere', () => expect(ids(patched(start, ticketRow(9, { version: 2, status: 'solved' })))).toEqual([[7], [5, 3]]));

  it('comes in at its place', () => expect(ids(patched(start, ticketRow(8)))).toEqual([[9, 8, 7], [5, 3]]));

  it('waits for its page when that is not loaded', () => {
    const open: InfiniteData<TicketPage> = { ...start, pages: start.pages.map((page) => ({ ...page, next: 'more' })) };
    expect(patched(open, ticketRow(1))).toBe(open);
  });

  it('changes nothing when it is older than what is shown', () => {
    const data = list([ticketRow(9, { version: 5 })]);
    expect(patched(data, ticketRow(9, { version: 4, status: 'solved' }))).toBe(data);
  });
});

describe('belonging to a view', () => {
  const cases: [ListFilter, Partial<TicketRow>, boolean | null][] = [
    [{ view: 'mine' }, { assignee_id: ME }, true],
    [{ view: 'mine' }, { assignee_id: 8 }, false],
    [{ view: 'unassigned' }, {}, true],
    [{ view: 'open' }, { snoozed_until: '2026-05-01T00:00:00Z' }, false],
    [{ view: 'snoozed' }, { snoozed_until: '2026-05-01T00:00:00Z' }, true],
    [{ view: 'solved' }, { status: 'closed' }, true],
    [{ view: 'spam' }, { status: 'spam' }, true],
    [{ view: 'all' }, { status: 'spam' }, true],
    [{ view: 'open', team: 2 }, { team_id: 1 }, false],
    [{ view: 'breaching' }, { clocks: [clock({ due_at: '2020-01-01T00:00:00Z' })] }, true],
    [{ view: 'breaching' }, { clocks: [clock({ due_at: '2999-01-01T00:00:00Z' })] }, false],
    [{ view: 'open', q: 'refund' }, {}, null],
  ];
  it.each(cases)('%j with %j is %s', (filter, changes, expected) => expect(belongs(ticketRow(1, changes), filter, ME)).toBe(expected));

  it('orders by due time with undated tickets last', () => {
    const due = ticketRow(1, { clocks: [clock({ due_at: '2026-01-02T00:00:00Z' })] });
    expect(compare(due, ticketRow(2), 'due_at')).toBeLessThan(0);
  });
});

describe('a slow answer', () => {
  it('cannot undo a newer push', () => {
    const next = newestPages(list([ticketRow(1, { version: 3, subject: 'pushed' })]), list([ticketRow(1, { version: 2, subject: 'stale' })]));
    expect(next.pages[0]!.results[0]!.subject).toBe('pushed');
  });
});

describe('a push while a page is under way', () => {
  it('is not undone by the page', async () => {
    const client = new QueryClient();
    const stop = keepPushes(client, () => ME);
    const { queryKey } = ticketsQuery({ view: 'open' });
    client.setQueryData(queryKey, { pages: [{ results: [ticketRow(9), ticketRow(7)], next: 'c', read: {}, hits: {} }], pageParams: [null] });
    let arrive: (page: TicketPage) => void = () => undefined;
    const fetched = client.fetchInfiniteQuery({
      queryKey,
      queryFn: () => new Promise<TicketPage>((resolve) => (arrive = resolve)),
      initialPageParam: null as string | null,
      getNextPageParam: (page: TicketPage) => page.next,
      staleTime: 0,
    });
    applyTickets(client, [ticketRow(12), ticketRow(9, { version: 2, status: 'solved' }), ticketRow(7, { version: 2, last_message_at: '2026-03-01T00:00:00Z' })], ME);
    arrive({ results: [ticketRow(9), ticketRow(7)], next: null, read: {}, hits: {} });
    await fetched;
    expect(ids(client.getQueryData<InfiniteData<TicketPage>>(queryKey)!)).toEqual([[7, 12]]);
    stop();
  });
});

describe('a push that comes while something is asked for the first time', () => {
  it('is not lost to an answer that is older', async () => {
    const client = new QueryClient();
    const stop = keepPushes(client, () => ME);
    const answers: ((said: string) => void)[] = [];
    const observer = new QueryObserver(client, { queryKey: ['notifications', 'all'], queryFn: () => new Promise<string>((resolve) => void answers.push(resolve)) });
    const leave = observer.subscribe(() => undefined);
    applyEvents(client, [{ type: 'event', seq: 1, prev: 0, kind: 'notification.created', data: {} }], ME);
    expect(answers.length).toBe(1);
    answers[0]!('as it was');
    await vi.waitFor(() => expect(answers.length).toBe(2));
    answers[1]!('as it is');
    await vi.waitFor(() => expect(client.getQueryData(['notifications', 'all'])).toBe('as it is'));
    expect(answers.length).toBe(2);
    leave();
    stop();
  });
});

describe('pushed messages', () => {
  const pages = (...rows: Message[]): InfiniteData<Page<Message>> => ({ pages: [{ results: rows, next: null }], pageParams: [null] });
  const apply = (client: QueryClient, row: Message): number[] => {
    applyEvents(client, [{ type: 'event', seq: 1, prev: 0, kind: 'message.created', data: { message: row } }], ME);
    return client.getQueryData<InfiniteData<Page<Message>>>(['messages', 1])!.pages[0]!.results.map((m) => m.id);
  };

  it('appear once, newest first', () => {
    const client = new QueryClient();
    client.setQueryData(['messages', 1], pages(message(5), message(3)));
    expect(apply(client, message(8))).toEqual([8, 5, 3]);
    expect(apply(client, message(8))).toEqual([8, 5, 3]);
    expect(apply(client, message(4))).toEqual([8, 5, 4, 3]);
  });

  it('replace an older version of themselves only', () => {
    const client = new QueryClient();
    client.setQueryData(['messages', 1], pages(message(5, { version: 4 })));
    apply(client, message(5, { version: 3, body_text: 'old' }));
    apply(client, message(5, { version: 5, body_text: 'new' }));
    expect(client.getQueryData<InfiniteData<Page<Message>>>(['messages', 1])!.pages[0]!.results[0]!.body_text).toBe('new');
  });
});

describe('a renamed customer', () => {
  it('is renamed on every ticket of theirs, and other rows stay the same objects', () => {
    const client = new QueryClient();
    const other = ticketRow(7, { contact: { id: 99, name: 'Grace', handle: 'grace@example.org', network: 'email' } });
    const ada = { id: 98, name: '', handle: 'ada@example.org', network: 'email' };
    const start = list([ticketRow(9, { contact: ada }), other], [ticketRow(5, { contact: ada })]);
    client.setQueryData(['tickets', { view: 'open' }], start);
    client.setQueryData(['ticket', 5], ticketRow(5, { contact: ada }));
    applyEvents(client, [{ type: 'event', seq: 1, prev: 0, kind: 'contact.changed', data: { contact: { id: ada.id, name: 'Ada Lovelace', notes: '', language: '', zone: '', vip: false, labels: [], custom: {}, identities: [], version: 2 } } }], ME);
    const after = client.getQueryData<InfiniteData<TicketPage>>(['tickets', { view: 'open' }])!;
    expect(after.pages.flatMap((page) => page.results.map((row) => row.contact.name))).toEqual(['Ada Lovelace', 'Grace', 'Ada Lovelace']);
    expect(after.pages[0]!.results[1]).toBe(other);
    expect(client.getQueryData<TicketRow>(['ticket', 5])!.contact.name).toBe('Ada Lovelace');
  });
});
