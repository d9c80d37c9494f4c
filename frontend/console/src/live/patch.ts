/** Puts pushed rows and events into the cache. */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import type { ListFilter } from '../api/calls';
import { readMarks } from '../api/readMarks';
import type { Channel, Contact, Message, Page, TicketPage, TicketRow, TimelineEntry, User } from '../api/types';
import type { EventFrame } from './frames';
import { belongs, compare } from './views';

type Pages<T> = InfiniteData<Page<T>, string | null>;
const REFETCH_MS = 400;
const later = new Map<string, ReturnType<typeof setTimeout>>();

/** Lists whose membership only the server knows are fetched again, once, a moment after the last change. */
function refetchLater(client: QueryClient, queryKey: readonly unknown[]): void {
  const key = JSON.stringify(queryKey);
  clearTimeout(later.get(key));
  later.set(
    key,
    setTimeout(() => {
      later.delete(key);
      void client.invalidateQueries({ queryKey, exact: true });
    }, REFETCH_MS),
  );
}

/** Replaces, removes, moves and inserts rows of one list; the same object comes back when nothing changed. */
export function patchList(data: InfiniteData<TicketPage>, rows: ReadonlyMap<number, TicketRow>, filter: ListFilter, me: number, again = false): InfiniteData<TicketPage> {
  const incoming = new Map(rows);
  let changed = false;
  const moved: TicketRow[] = [];
  const pages = data.pages.map((page) => {
    const results: TicketRow[] = [];
    for (const row of page.results) {
      const next = incoming.get(row.id);
      if (next) incoming.delete(row.id);
      if (!next || (next === row && !again) || next.version < row.version) {
        results.push(row);
        continue;
      }
      changed = true;
      const stays = belongs(next, filter, me);
      if (stays === false) continue;
      if (stays === null || (compare(row, next, filter.order) === 0 && !again)) results.push(next);
      else moved.push(next);
    }
    return { ...page, results };
  });
  for (const row of incoming.values()) if (belongs(row, filter, me) === true) moved.push(row);
  for (const row of moved) {
    for (let i = 0; i < pages.length; i++) {
      const page = pages[i]!;
      const end = i === pages.length - 1;
      const at = page.results.findIndex((other) => compare(row, other, filter.order) < 0);
      if (at >= 0) page.results.splice(at, 0, row);
      else if (end && page.next === null) page.results.push(row);
      else continue;
      changed = true;
      break;
    }
  }
  return changed ? { ...data, pages } : data;
}

// A further page that is under way was asked for before these pushes and will bring back the list as it was then.
const underWay = new Map<string, Map<number, TicketRow>>();

/** Repeats, once a fetch has ended, what was pushed meanwhile: on a list the rows, elsewhere the question. */
export function keepPushes(client: QueryClient, me: () => number): () => void {
  const late = new Set<string>(); // a first answer that is under way may be older than the push, and is not asked for twice
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    const { query } = event;
    if (event.action.type === 'invalidate' && query.state.fetchStatus === 'fetching' && query.state.data === undefined) late.add(query.queryHash);
    if (event.action.type !== 'success' && event.action.type !== 'error') return;
    if (event.action.type === 'success' && event.action.manual) return;
    if (late.delete(query.queryHash)) void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    const rows = underWay.get(query.queryHash);
    const data = query.state.data as InfiniteData<TicketPage> | undefined;
    if (!rows || !underWay.delete(query.queryHash) || !data) return;
    client.setQueryData(query.queryKey, patchList(data, rows, query.queryKey[1] as ListFilter, me(), true));
  });
}

/** New state of tickets, from a push or from the answer to my own request. */
export function applyTickets(client: QueryClient, rows: Iterable<TicketRow>, me: number): void {
  const byId = new Map<number, TicketRow>();
  for (const row of rows) if (row.version >= (byId.get(row.id)?.version ?? 0)) byId.set(row.id, row);
  if (!byId.size) return;
  for (const query of client.getQueryCache().findAll({ queryKey: ['tickets'] })) {
    const filter = query.queryKey[1] as ListFilter;
    const data = query.state.data as InfiniteData<TicketPage> | undefined;
    if (data) {
      const next = patchList(data, byId, filter, me);
      if (next !== data) client.setQueryData(query.queryKey, next);
    }
    if (query.isActive() && [...byId.values()].some((row) => belongs(row, filter, me) === null)) refetchLater(client, query.queryKey);
    if (query.state.fetchStatus === 'fetching') {
      const rows = underWay.get(query.queryHash) ?? new Map<number, TicketRow>();
      for (const row of byId.values()) rows.set(row.id, row);
      underWay.set(query.queryHash, rows);
    }
  }
  for (const row of byId.values()) {
    client.setQueryData<TicketRow>(['ticket', row.id], (old) => (old && old.version > row.version ? old : row));
    client.setQueryData<Contact>(['contact', row.contact.id], (old) => old && withTicket(old, row));
  }
}

function withTicket(contact: Contact, row: TicketRow): Contact {
  const had = contact.tickets.find((t) => t.id === row.id);
  if (had && had.version >= row.version) return contact;
  return { ...contact, tickets: had ? contact.tickets.map((t) => (t.id === row.id ? row : t)) : [row, ...contact.tickets] };
}

interface Dated {
  id: number;
  version?: number;
  sent_at?: string;
}
const newer = (a: Dated, b: Dated): boolean => (Date.parse(a.sent_at ?? '') - Date.parse(b.sent_at ?? '') || a.id - b.id) > 0;

/** A customer's name stands in every row of theirs, whichever ticket the event came with. */
function rename(client: QueryClient, contact: { id: number; name: string }): void {
  const renamed = (row: TicketRow): TicketRow =>
    row.contact.id !== contact.id || row.contact.name === contact.name ? row : { ...row, contact: { ...row.contact, name: contact.name } };
  const other = (row: TicketRow): boolean => renamed(row) !== row;
  for (const { queryKey } of client.getQueryCache().findAll({ queryKey: ['tickets'] }))
    client.setQueryData<InfiniteData<TicketPage>>(queryKey, (old) =>
      old?.pages.some((page) => page.results.some(other)) ? { ...old, pages: old.pages.map((page) => (page.results.some(other) ? { ...page, results: page.results.map(renamed) } : page)) } : old,
    );
  for (const { queryKey } of client.getQueryCache().findAll({ queryKey: ['ticket'] })) client.setQueryData<TicketRow>(queryKey, (old) => old && renamed(old));
}

/** Inserts or replaces one row in pages that run from the newest to the oldest. */
function intoPages<T extends Dated>(data: Pages<T> | undefined, row: T): Pages<T> | undefined {
  if (!data) return data;
  const had = data.pages.flatMap((page) => page.results).find((r) => r.id === row.id);
  if (had && (had.version ?? 0) >= (row.version ?? 0)) return data;
  if (had) return { ...data, pages: data.pages.map((page) => ({ ...page, results: page.results.map((r) => (r.id === row.id ? row : r)) })) };
  const oldest = data.pages.at(-1);
  if (oldest?.next && oldest.results.length && newer(oldest.results.at(-1)!, row)) return data;
  let done = false;
  const pages = data.pages.map((page, i) => {
    if (done) return page;
    const at = page.results.findIndex((r) => newer(row, r));
    if (at < 0 && i < data.pages.length - 1) return page;
    done = true;
    return { ...page, results: at < 0 ? [...page.results, row] : page.results.toSpliced(at, 0, row) };
  });
  return { ...data, pages };
}

export function applyMessages(client: QueryClient, messages: Iterable<Message>): void {
  for (const message of messages) {
    const queryKey = ['messages', message.ticket_id];
    client.setQueryData<Pages<Message>>(queryKey, (old) => intoPages(old, message));
    // An answer that is under way may be older than this push.
    if (client.getQueryState(queryKey)?.fetchStatus === 'fetching') refetchLater(client, queryKey);
  }
}

function applyEntry(client: QueryClient, ticketId: number, entry: TimelineEntry): void {
  client.setQueryData<Pages<TimelineEntry>>(['timeline', ticketId], (old) => intoPages(old, entry));
}

function upsert<T extends { id: number }>(client: QueryClient, key: string, row: T): void {
  client.setQueryData<T[]>([key], (old) => old && (old.some((r) => r.id === row.id) ? old.map((r) => (r.id === row.id ? { ...r, ...row } : r)) : [...old, row]));
}

/** What only its own part of the screen asks for, by the first word of the events that change it. */
const ASKED: Record<string, readonly string[]> = { label: ['labels'], custom_field: ['custom-fields'], token: ['tokens'], offer: ['offers'], notification: ['notifications'], page: ['pages'], reply: ['scheduled'], follower: ['followers'], on_call: ['on-call'], survey: ['surveys', 'ticket-survey'], reminder: ['reminders'], skill: ['skills'], panel: ['admin-panels'], endpoint: ['endpoints'], brand: ['brands'], help_section: ['help-sections'], article: ['articles'], organisation: ['me', 'organisation', 'calendars', 'policies'] };
/** What gives messages to another ticket. */
const MOVES = new Set(['ticket.merged', 'ticket.unmerged', 'ticket.split']);

export function applyEvents(client: QueryClient, events: readonly EventFrame[], me: number): void {
  const tickets: TicketRow[] = [];
  const messages: Message[] = [];
  const names: { id: number; name: string }[] = [];
  let posts = false;
  for (const { kind, data } of events) {
    if (data.ticket) tickets.push(data.ticket);
    if (data.message) messages.push(data.message);
    else if (kind === 'message.created' && data.ticket) void client.invalidateQueries({ queryKey: ['messages', data.ticket.id] }); // too big to push
    if (data.ticket && data.entry) applyEntry(client, data.ticket.id, data.entry);
    if (data.read) readMarks.set(data.read.ticket_id, data.read.message_id);
    if (data.contact) {
      const contact = data.contact;
      client.setQueryData<Contact>(['contact', contact.id], (old) => (!old || old.version > contact.version ? old : { ...old, ...contact }));
      names.push(contact);
    }
    if (data.user) applyUser(client, data.user);
    if (kind === 'post.changed' || data.ticket?.threads.some((thread) => thread.post_id !== null)) posts = true;
    if (kind === 'rule.changed') void client.invalidateQueries({ queryKey: ['rules'] }); // not at each time that one is due
    if (kind === 'team.changed') void client.invalidateQueries({ queryKey: ['teams'] });
    if (data.application) client.setQueryData(['policies', data.application.policy_id, 'application'], data.application);
    if (data.bulk) {
      const { bulk } = data;
      client.setQueryData(['bulk', bulk.id], (old: object | undefined) => old && { ...old, ...bulk });
      if (bulk.state !== 'running') void client.invalidateQueries({ queryKey: ['bulk', bulk.id] });
    }
    if (kind === 'canned.changed') void client.invalidateQueries({ queryKey: ['canned'] });
    if (kind === 'view.changed') for (const queryKey of [['views'], ['counts'], ['tickets']]) void client.invalidateQueries({ queryKey });
    if (kind === 'macro.changed') void client.invalidateQueries({ queryKey: ['macros'] });
    if (data.channel) upsert<Channel>(client, 'channels', data.channel);
    for (const queryKey of ASKED[kind.split('.')[0]!] ?? []) void client.invalidateQueries({ queryKey: [queryKey] });
    if (kind === 'reminder.changed') void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'tickets' && (queryKey[1] as ListFilter).view === 'reminders' });
    if (kind === 'contact.erased') for (const name of ['people', 'contact', 'tickets', 'ticket', 'counts']) void client.invalidateQueries({ queryKey: [name] });
    if (kind === 'raw.quarantined') void client.invalidateQueries({ queryKey: ['quarantine'] });
    if (MOVES.has(kind) && data.ticket) void client.invalidateQueries({ queryKey: ['messages', data.ticket.merged_into_id ?? data.ticket.id] });
  }
  applyMessages(client, messages);
  applyTickets(client, tickets, me);
  for (const contact of names) rename(client, contact);
  // Counters and trees are counted by the server.
  if (!posts) return;
  for (const query of client.getQueryCache().findAll({ predicate: ({ queryKey }) => POSTS.has(String(queryKey[0])) })) {
    if (query.isActive()) refetchLater(client, query.queryKey);
    else query.invalidate();
  }
}
const POSTS = new Set(['posts', 'post', 'comments']);

function applyUser(client: QueryClient, user: User): void {
  upsert<User>(client, 'users', user);
  const me = client.getQueryData<{ id: number; role: string; team_ids: number[] }>(['me']);
  if (me?.id !== user.id) return;
  // What I may see may have changed with my role or teams.
  if (me.role !== user.role || me.team_ids.join() !== user.team_ids.join()) void client.invalidateQueries();
  else void client.invalidateQueries({ queryKey: ['me'] });
}
