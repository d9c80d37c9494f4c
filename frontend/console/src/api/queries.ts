/** What the console keeps in memory, and under which keys. Pushes keep it true, so nothing is fetched twice. */
import { infiniteQueryOptions, type InfiniteData, keepPreviousData, MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';

import { noticeEnd } from './session';
import * as calls from './calls';
import { ApiError } from './http';
import type { CommentTree, Message, Page, Post, TicketPage, TicketRow } from './types';
import { readMarks } from './readMarks';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: noticeEnd }),
    mutationCache: new MutationCache({ onError: noticeEnd }),
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 15 * 60_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status < 500),
      },
      mutations: { retry: false },
    },
  });
}

interface Versioned {
  id: number;
  version: number;
}
/** The newest row wins, whichever arrives last: a slow answer cannot overwrite a newer push. */
export function newestPages<P extends Page<Versioned>>(old: InfiniteData<P> | undefined, next: InfiniteData<P>): InfiniteData<P> {
  if (!old) return next;
  const known = new Map<number, Versioned>();
  for (const page of old.pages) for (const row of page.results) known.set(row.id, row);
  return {
    ...next,
    pages: next.pages.map((page) => ({
      ...page,
      results: page.results.map((row) => {
        const had = known.get(row.id);
        return had && had.version >= row.version ? had : row;
      }),
    })),
  };
}
const newest = (old: unknown, next: unknown): unknown => newestPages(old as InfiniteData<Page<Versioned>> | undefined, next as InfiniteData<Page<Versioned>>);
export function newestRow(old: unknown, next: unknown): unknown {
  const had = old as Versioned | undefined;
  return had && had.version >= (next as Versioned).version ? had : next;
}

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: calls.getMe });
export const usersQuery = queryOptions({ queryKey: ['users'], queryFn: async () => (await calls.listUsers()).results });
export const teamsQuery = queryOptions({ queryKey: ['teams'], queryFn: async () => (await calls.listTeams()).results });
export const channelsQuery = queryOptions({ queryKey: ['channels'], queryFn: async () => (await calls.listChannels()).results });
/** Mine, and those shared with me. */
export const viewsQuery = queryOptions({ queryKey: ['views'], queryFn: async () => (await calls.listViews()).results });
export const countsQuery = queryOptions({ queryKey: ['counts'], queryFn: calls.getCounts });

export const ticketsQuery = (filter: calls.ListFilter) =>
  infiniteQueryOptions({
    queryKey: ['tickets', filter] as const,
    queryFn: async ({ pageParam, signal }): Promise<TicketPage> => {
      const page = await calls.listTickets(filter, pageParam, signal);
      readMarks.learn(page);
      return page;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: TicketPage) => page.next,
    structuralSharing: newest,
    ...(filter.q ? { staleTime: 5000, gcTime: 60_000 } : {}),
  });
export const ticketQuery = (id: number) => queryOptions({ queryKey: ['ticket', id] as const, queryFn: () => calls.getTicket(id), structuralSharing: newestRow });
export const messagesQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['messages', id] as const,
    queryFn: ({ pageParam }) => calls.listMessages(id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Message>) => page.next,
    structuralSharing: newest,
  });
export const timelineQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['timeline', id] as const,
    queryFn: ({ pageParam }) => calls.listTimeline(id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
export const revisionsQuery = (id: number, version: number) => queryOptions({ queryKey: ['revisions', id, version] as const, queryFn: async () => (await calls.listRevisions(id)).results });
export const postsQuery = (filter: calls.PostFilter) =>
  infiniteQueryOptions({
    queryKey: ['posts', filter] as const,
    queryFn: ({ pageParam }) => calls.listPosts(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Post>) => page.next,
  });
export const postQuery = (id: number) => queryOptions({ queryKey: ['post', id] as const, queryFn: () => calls.getPost(id) });
export const commentsQuery = (id: number, unanswered: boolean) =>
  infiniteQueryOptions({
    queryKey: ['comments', id, unanswered] as const,
    queryFn: ({ pageParam }) => calls.listComments(id, unanswered, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<CommentTree>) => page.next,
  });
export const replyOptionsQuery = (id: number) => queryOptions({ queryKey: ['reply-options', id] as const, queryFn: () => calls.getReplyOptions(id) });
/** What may be said, where and until when: asked anew whenever the ticket changed. */
export const answerQuery = (id: number, version: number) =>
  queryOptions({ queryKey: ['answer', id, version] as const, queryFn: async () => (await calls.getAnswerOptions(id)).results, placeholderData: keepPreviousData, gcTime: 60_000 });
export const contactQuery = (id: number) => queryOptions({ queryKey: ['contact', id] as const, queryFn: () => calls.getContact(id), structuralSharing: newestRow });
/** When a version of a calendar is open: it never changes, but what is told of it reaches half a year ahead. */
export const hoursQuery = (id: number) => queryOptions({ queryKey: ['hours', id] as const, queryFn: () => calls.getHours(id), staleTime: 86_400_000 });
export const wallQuery = (filter: { team?: number; channel?: number }) => queryOptions({ queryKey: ['wall', filter] as const, queryFn: () => calls.getWall(filter) });

export const flatten = (data: InfiniteData<TicketPage> | undefined): TicketRow[] => {
  const seen = new Set<number>();
  const rows: TicketRow[] = [];
  for (const page of data?.pages ?? [])
    for (const row of page.results)
      if (!seen.has(row.id)) {
        seen.add(row.id);
        rows.push(row);
      }
  return rows;
};
