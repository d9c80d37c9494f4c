import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Kbd, Menu, Tooltip, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { IconAddressBook, IconAdjustments, IconCheck, IconKeyboard, IconLayoutDashboard, IconLogout, IconMessages, IconMoon, IconSearch, IconSettings, IconSun, IconUsersGroup } from '@tabler/icons-react';
import { lazy, memo, type MouseEvent, type ReactNode, Suspense } from 'react';

import { patchMe } from '../api/calls';
import { channelsQuery, countsQuery, meQuery, teamsQuery, viewsQuery } from '../api/queries';
import { signOut } from '../api/session';
import type { Availability } from '../api/types';
import { Avatar } from '../ui/Avatar';
import { LiveBadge } from '../ui/LiveBadge';
import { supervises, useMe } from '../ui/names';
import { networkOf } from '../ui/networks';
import { hasPublic } from '../ui/surfaces';
import { toastError } from '../ui/toast';
import { viewIcon } from '../ui/viewIcons';
import { AVAILABILITY } from '../ui/words';
import type { Overlay } from './Shell';
import { formatNumber } from '../lib/format';
import { withWords } from '../lib/language';
import s from './Shell.module.css';
import { VIEWS } from './views';

const Bell = lazy(withWords('attention', () => import('../features/attention/Bell')));

export const Sidebar = memo(function Sidebar({ onOverlay }: { onOverlay: (overlay: Overlay) => void }) {
  const navigate = useNavigate();
  const me = useMe();
  const current = useParams({ strict: false, select: (params) => params.view });
  const inPosts = useRouterState({ select: (state) => state.location.pathname.startsWith('/posts') });
  const { data: counts } = useQuery(countsQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  const { data: channels = [] } = useQuery(channelsQuery);
  const { data: saved = [] } = useQuery(viewsQuery);
  const scheme = useComputedColorScheme('light');
  const { toggleColorScheme } = useMantineColorScheme();

  // Plain links with one handler: a router link each would re-render all of them on every step through the list.
  const follow = (event: MouseEvent<HTMLElement>): void => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[data-go]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void navigate({ to: link.getAttribute('href')! });
  };
  const item = (href: string, label: string, icon: ReactNode, options: { active?: boolean; count?: number | null | undefined; hot?: boolean | undefined; keys?: string } = {}) => (
    <li key={href}>
      <a href={href} data-go className={s.item} data-active={options.active || undefined} aria-current={options.active ? 'page' : undefined} title={label}>
        <span className={s.icon} aria-hidden>
          {icon}
        </span>
        <span className={s.label}>{label}</span>
        {options.count !== undefined && (
          <span className={`${s.count} num`} data-hot={(options.hot && (options.count ?? 0) > 0) || undefined}>
            {options.count === null ? t`many` : formatNumber(options.count)}
            <span className="sr-only">
              {' '}
              <Trans>tickets</Trans>
            </span>
          </span>
        )}
        {options.keys && <Kbd>{options.keys}</Kbd>}
      </a>
    </li>
  );
  const myTeams = supervises(me) ? teams : teams.filter((team) => me.team_ids.includes(team.id));
  return (
    <nav className={s.nav} aria-label={t`Views and queues`} onClick={follow}>
      <div className={s.brand}>
        <span className={s.logo} aria-hidden>
          <svg viewBox="0 0 32 32" width="18" height="18">
            <path d="M5 10a4 4 0 0 1 4-4h14a4 4 0 0 1 4 4v8a4 4 0 0 1-4 4h-6l-6 5v-5H9a4 4 0 0 1-4-4z" fill="currentColor" />
          </svg>
        </span>
        <span className={s.organisation}>{me.organisation.name || 'Janice'}</span>
      </div>
      <UnstyledButton className={s.search} onClick={() => onOverlay('palette')} aria-keyshortcuts="Control+K">
        <IconSearch size={15} aria-hidden />
        <span>{t`Search or jump to…`}</span>
        <Kbd>{t`Ctrl K`}</Kbd>
      </UnstyledButton>
      <div className={s.scroll}>
        <ul>{VIEWS.map((view) => item(`/inbox/${view.key}`, view.label, <view.Icon size={16} stroke={1.7} />, { active: current === view.key, count: counts && view.count?.(counts), hot: view.hot }))}</ul>
        {saved.some((view) => view.pinned) && (
          <>
            <h2>{t`Views`}</h2>
            <ul>{saved.filter((view) => view.pinned).map((view) => {
              const Icon = viewIcon(view.icon);
              return item(`/inbox/saved-${view.id}`, view.name, <Icon size={16} stroke={1.7} />, { active: current === `saved-${view.id}`, count: counts?.by_view[view.id] });
            })}</ul>
          </>
        )}
        {channels.some(hasPublic) && (
          <>
            <h2>{t`In public`}</h2>
            <ul>{item('/posts', t`Posts and comments`, <IconMessages size={16} stroke={1.7} />, { active: inPosts })}</ul>
          </>
        )}
        {myTeams.length > 0 && (
          <>
            <h2>{t`Teams`}</h2>
            <ul>{myTeams.map((team) => item(`/inbox/team-${team.id}`, team.name, <IconUsersGroup size={16} stroke={1.7} />, { active: current === `team-${team.id}`, count: counts && (counts.by_team[team.id] ?? 0) }))}</ul>
          </>
        )}
        {channels.length > 0 && (
          <>
            <h2>{t`Channels`}</h2>
            <ul>
              {channels.map((channel) => {
                const { Icon } = networkOf(channel.kind);
                return item(`/inbox/channel-${channel.id}`, channel.name, <Icon size={16} stroke={1.7} />, { active: current === `channel-${channel.id}`, count: counts && (counts.by_channel[channel.id] ?? 0) });
              })}
            </ul>
          </>
        )}
      </div>
      <div className={s.foot}>
        <ul>
          {item('/contacts', t`Customers`, <IconAddressBook size={16} stroke={1.7} />)}
          {supervises(me) && item('/wall', t`SLA wall`, <IconLayoutDashboard size={16} stroke={1.7} />, { keys: 'G W' })}
          {me.role === 'admin' && item('/admin', t`Administration`, <IconSettings size={16} stroke={1.7} />)}
        </ul>
        <div className={s.me}>
          <MyMenu onOverlay={onOverlay} />
          <Suspense fallback={<span className={s.later} />}>
            <Bell />
          </Suspense>
          <LiveBadge />
          <Tooltip label={scheme === 'dark' ? t`Light` : t`Dark`}>
            <ActionIcon aria-label={scheme === 'dark' ? t`Switch to light` : t`Switch to dark`} onClick={toggleColorScheme}>
              {scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
    </nav>
  );
});

function MyMenu({ onOverlay }: { onOverlay: (overlay: Overlay) => void }) {
  const navigate = useNavigate();
  const me = useMe();
  const client = useQueryClient();
  const set = useMutation({
    mutationFn: (availability: Availability) => patchMe({ availability }),
    onSuccess: (next) => client.setQueryData(meQuery.queryKey, next),
    onError: (error) => toastError(error, t`Your availability was not changed`),
  });
  return (
    <Menu position="top-start">
      <Menu.Target>
        <UnstyledButton className={s.meButton}>
          <Avatar name={me.name} size={26} />
          <span>
            <b>{me.name}</b>
            <span className="sr-only">{t`, my menu,`}</span>
            <small>
              <i className={s.dot} data-availability={me.availability} /> {AVAILABILITY[me.availability]}
            </small>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(AVAILABILITY) as Availability[]).map((key) => (
          <Menu.Item key={key} leftSection={<i className={s.dot} data-availability={key} />} rightSection={me.availability === key ? <IconCheck size={14} /> : null} onClick={() => set.mutate(key)}>
            {AVAILABILITY[key]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconAdjustments size={14} />} onClick={() => void navigate({ to: '/me/{-$part}', params: {} })}>
          {t`My preferences`}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={14} />} rightSection={<Kbd>?</Kbd>} onClick={() => onOverlay('help')}>
          {t`Keyboard shortcuts`}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void signOut()}>
          {t`Sign out`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
