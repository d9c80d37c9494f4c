import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Tooltip } from '@mantine/core';
import { IconBolt, IconPlugOff, IconRefresh, IconWifiOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';

import { useSessionEnded } from '../api/session';
import { useLiveState } from '../live/session';
import s from './LiveBadge.module.css';

const STATES = {
  live: [msg`Live`, IconBolt],
  'catching-up': [msg`Catching up…`, IconRefresh],
  connecting: [msg`Connecting…`, IconRefresh],
  reconnecting: [msg`Reconnecting…`, IconWifiOff],
  'signed-out': [msg`Signed out`, IconPlugOff],
} as const;

/** Quiet while all is well. */
export function LiveBadge({ verbose = false }: { verbose?: boolean }) {
  const state = useLiveState();
  const [words, Icon] = STATES[state];
  const label = t(words);
  return (
    <Tooltip label={label}>
      <span className={s.badge} data-live={state}>
        <Icon size={15} aria-hidden />
        <span className={verbose ? undefined : 'sr-only'}>{label}</span>
      </span>
    </Tooltip>
  );
}

const watchNetwork = (wake: () => void): (() => void) => {
  for (const kind of ['online', 'offline']) window.addEventListener(kind, wake);
  return () => {
    for (const kind of ['online', 'offline']) window.removeEventListener(kind, wake);
  };
};

/** Says so, across the whole width, when what is on screen may be old: one notice, whatever else fails because of it. */
export function LiveBanner() {
  const state = useLiveState();
  const ended = useSessionEnded();
  const online = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  const signIn = `/signin?next=${encodeURIComponent(location.pathname + location.search)}`;
  return (
    <div role="status" className={s.region}>
      {state === 'signed-out' || ended ? (
        <p className={s.banner} data-tone="late">
          <IconPlugOff size={15} aria-hidden />{' '}
          <Trans>
            You were signed out. <a href={signIn}>Sign in again</a>
          </Trans>
        </p>
      ) : !online ? (
        <p className={s.banner}>
          <IconWifiOff size={15} aria-hidden /> <Trans>You are offline. What you see may be out of date; it catches up by itself as soon as the network is back.</Trans>
        </p>
      ) : state === 'reconnecting' ? (
        <p className={s.banner}>
          <IconWifiOff size={15} aria-hidden /> <Trans>Not live: reconnecting… What you see may be out of date; it catches up by itself.</Trans>
        </p>
      ) : null}
    </div>
  );
}
