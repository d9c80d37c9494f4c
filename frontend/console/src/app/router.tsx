import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';

import { ApiError } from '../api/http';
import { channelsQuery, meQuery, teamsQuery, usersQuery } from '../api/queries';
import { InboxPage } from '../features/inbox/InboxPage';
import { followPerson, withWords } from '../lib/language';
import { setZone } from '../lib/zone';
import { Failure } from './Failure';
import { Shell } from './Shell';

interface Context {
  client: QueryClient;
}
export interface InboxSearch {
  q?: string;
  order?: 'last_message_at' | 'due_at' | '-created_at' | 'created_at';
}
export interface WallSearch {
  team?: number;
  channel?: number;
  board?: boolean;
}
const ORDERS = ['last_message_at', 'due_at', '-created_at', 'created_at'];
const id = (value: unknown): number | undefined => (Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);

const root = createRootRouteWithContext<Context>()({ component: Outlet });
const signin = createRoute({
  getParentRoute: () => root,
  path: '/signin',
  component: lazyRouteComponent(() => import('../features/auth/SignInPage'), 'SignInPage'),
  validateSearch: (search: Record<string, unknown>): { next?: string } => (typeof search.next === 'string' ? { next: search.next } : {}),
});
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: Shell,
  errorComponent: Failure,
  // Nothing of the console is drawn for somebody who is not signed in.
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.client.ensureQueryData(meQuery);
      setZone(me.zone, me.organisation.zone);
      await followPerson(me.language, me.organisation.language);
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) throw redirect({ to: '/signin', search: { next: location.href } });
      throw error;
    }
    for (const query of [usersQuery, teamsQuery, channelsQuery]) void context.client.prefetchQuery<unknown>({ ...query } as never);
  },
});
const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox/$view', params: { view: 'open' } });
  },
});
const inbox = createRoute({
  getParentRoute: () => app,
  path: '/inbox/$view',
  component: InboxPage,
  validateSearch: (search: Record<string, unknown>): InboxSearch => ({
    ...(typeof search.q === 'string' && search.q ? { q: search.q } : typeof search.q === 'number' ? { q: String(search.q) } : {}),
    ...(ORDERS.includes(String(search.order)) ? { order: search.order as NonNullable<InboxSearch['order']> } : {}),
  }),
});
const ticket = createRoute({ getParentRoute: () => inbox, path: '$ticketId' });
const posts = createRoute({
  getParentRoute: () => app,
  path: '/posts/{-$postId}',
  component: lazyRouteComponent(withWords('posts', () => import('../features/posts/PostsPage')), 'PostsPage'),
  validateSearch: (search: Record<string, unknown>): { waiting?: boolean } => (search.waiting === true ? { waiting: true } : {}),
});
const wall = createRoute({
  getParentRoute: () => app,
  path: '/wall',
  component: lazyRouteComponent(withWords('wall', () => import('../features/wall/WallPage')), 'WallPage'),
  validateSearch: (search: Record<string, unknown>): WallSearch => {
    const team = id(search.team);
    const channel = id(search.channel);
    return { ...(team ? { team } : {}), ...(channel ? { channel } : {}), ...(search.board === true || search.board === 1 ? { board: true } : {}) };
  },
});
const contacts = createRoute({
  getParentRoute: () => app,
  path: '/contacts/{-$contactId}',
  component: lazyRouteComponent(withWords('contacts', () => import('../features/contacts/ContactsPage')), 'ContactsPage'),
});
const admin = createRoute({ getParentRoute: () => app, path: '/admin/{-$section}', component: lazyRouteComponent(withWords('admin', () => import('../features/admin/AdminPage')), 'AdminPage') });

const me = createRoute({ getParentRoute: () => app, path: '/me/{-$part}', component: lazyRouteComponent(withWords('me', () => import('../features/me/MePage')), 'MePage') });
const notifications = createRoute({ getParentRoute: () => app, path: '/notifications', component: lazyRouteComponent(withWords('attention', () => import('../features/attention/NotificationsPage')), 'NotificationsPage') });

export function createConsoleRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signin, app.addChildren([home, inbox.addChildren([ticket]), posts, wall, contacts, admin, me, notifications])]),
    context: { client },
    defaultErrorComponent: Failure,
    scrollRestoration: false,
  });
}
declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
