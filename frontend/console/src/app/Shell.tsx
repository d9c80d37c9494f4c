import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useMantineColorScheme } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { IconAlarm, IconInbox, IconLayoutDashboard, IconMenu2, IconUser } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';

import { countsQuery } from '../api/queries';
import { useCommands } from '../lib/commands';
import { holdKeys, installKeys } from '../lib/keys';
import { withWords } from '../lib/language';
import { startLive } from '../live/session';
import { Boundary } from '../ui/Boundary';
import { LiveBanner } from '../ui/LiveBadge';
import { supervises, useMe } from '../ui/names';
import s from './Shell.module.css';
import { Sidebar } from './Sidebar';
import { VIEWS } from './views';

const Overlays = lazy(withWords('tools', () => import('./Overlays')));
const Offers = lazy(withWords('offers', () => import('../features/offers/Offers')));
const Calls = lazy(withWords('attention', () => import('../features/attention/Calls')));
const Told = lazy(withWords('attention', () => import('../features/attention/Told')));
const NotificationsTab = lazy(withWords('attention', () => import('../features/attention/NotificationsTab')));
const SideDrawer = lazy(() => import('../ui/SideDrawer'));
const ViewDialog = lazy(withWords('admin', () => import('../features/admin/views/ViewDialog')));
export type Overlay = 'palette' | 'help' | 'view';

export function Shell() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const me = useMe();
  const { toggleColorScheme } = useMantineColorScheme();
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [views, setViews] = useState(false);
  const [narrow, setNarrow] = useLocalStorage({ key: 'janice-narrow', defaultValue: false, getInitialValueInEffect: false });
  const mobile = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const reading = useParams({ strict: false, select: (params) => params.ticketId !== undefined });
  const wall = path.startsWith('/wall');
  useQuery(countsQuery);
  useEffect(() => installKeys(), []);
  useEffect(() => startLive(client), [client]);
  useEffect(() => setViews(false), [path]);
  useCommands([
    { id: 'palette', label: t`Search or run a command`, group: t`General`, keys: 'Mod+k', inEditor: true, run: () => (holdKeys(), setOverlay('palette')) },
    { id: 'help', label: t`Keyboard shortcuts`, group: t`General`, keys: '?', run: () => setOverlay('help') },
    { id: 'scheme', label: t`Switch between light and dark`, group: t`General`, keys: 'Mod+Alt+d', run: toggleColorScheme },
    { id: 'sidebar', label: t`Show the views at the side in full or as signs`, group: t`General`, keys: '[', run: () => setNarrow((on) => !on) },
    { id: 'save-view', label: t`Save this list as a view…`, group: t`List`, run: () => setOverlay('view') },
    { id: 'preferences', label: t`My preferences`, group: t`General`, run: () => void navigate({ to: '/me/{-$part}', params: {} }) },
    { id: 'notifications', label: t`Notifications`, group: t`General`, keys: 'g n', run: () => void navigate({ to: '/notifications' }) },
    ...VIEWS.map((view) => ({ id: `go-${view.key}`, label: t`Go to ${view.label}`, group: t`Go to`, keys: view.keys, run: () => void navigate({ to: '/inbox/$view', params: { view: view.key } }) })),
    ...(supervises(me) ? [{ id: 'go-wall', label: t`Go to the SLA wall`, group: t`Go to`, keys: 'g w', run: () => void navigate({ to: '/wall' }) }] : []),
    ...(me.role === 'admin' ? [{ id: 'go-admin', label: t`Go to administration`, group: t`Go to`, keys: 'g c', run: () => void navigate({ to: '/admin/{-$section}', params: {} }) }] : []),
  ]);
  const side = <Sidebar onOverlay={setOverlay} />;
  return (
    <div className={s.frame}>
      <a className="skip" href="#main">
        <Trans>Skip to content</Trans>
      </a>
      <LiveBanner />
      <Suspense>
        <Boundary>
          <Calls />
        </Boundary>
        <Boundary>
          <Offers />
        </Boundary>
        <Boundary>
          <Told />
        </Boundary>
      </Suspense>
      <div className={s.shell} data-wall={wall || undefined} data-narrow={(narrow && !wall) || undefined}>
        {!mobile && !wall && <div className={s.side}><Boundary>{side}</Boundary></div>}
        <main id="main" className={s.main} tabIndex={-1}>
          <Boundary of={path}>
            <Outlet />
          </Boundary>
        </main>
        {mobile && !reading && (
          <nav className={s.tabs} aria-label={t`Main`}>
            <button type="button" onClick={() => setViews(true)}>
              <IconMenu2 size={20} aria-hidden />
              <Trans>Views</Trans>
            </button>
            <Link to="/inbox/$view" params={{ view: 'open' }} activeProps={{ 'aria-current': 'page' }}>
              <IconInbox size={20} aria-hidden />
              <Trans>Inbox</Trans>
            </Link>
            <Link to="/inbox/$view" params={{ view: 'breaching' }} activeProps={{ 'aria-current': 'page' }}>
              <IconAlarm size={20} aria-hidden />
              <Trans>At risk</Trans>
            </Link>
            {supervises(me) ? (
              <Link to="/wall" activeProps={{ 'aria-current': 'page' }}>
                <IconLayoutDashboard size={20} aria-hidden />
                <Trans>Wall</Trans>
              </Link>
            ) : (
              <Link to="/inbox/$view" params={{ view: 'mine' }} activeProps={{ 'aria-current': 'page' }}>
                <IconUser size={20} aria-hidden />
                <Trans>Mine</Trans>
              </Link>
            )}
            <Suspense fallback={<span />}>
              <NotificationsTab />
            </Suspense>
          </nav>
        )}
      </div>
      <Suspense>
        {mobile && views && (
          <SideDrawer onClose={() => setViews(false)} size={280} title={t`Views`} styles={{ header: { padding: '8px 16px', minHeight: 48 } }} closeButtonProps={{ 'aria-label': t`Close views` }}>
            <div className={s.side} data-drawer>
              {side}
            </div>
          </SideDrawer>
        )}
      </Suspense>
      <Suspense>{overlay === 'view' ? <ViewDialog onClose={() => setOverlay(null)} /> : overlay && <Overlays overlay={overlay} onClose={() => setOverlay(null)} />}</Suspense>
    </div>
  );
}
