import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Tooltip } from '@mantine/core';
import { IconBolt, IconPlugOff, IconRefresh, IconWifiOff } from '@tabler/icons-react';

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

/** Says so, across the whole width, when what is on screen may be old. */
export function LiveBanner() {
  const state = useLiveState();
  return (
    <div role="status" className={s.region}>
      {state === 'reconnecting' && (
        <p className={s.banner}>
          <IconWifiOff size={15} aria-hidden /> <Trans>Not live: reconnecting… What you see may be out of date; it catches up by itself.</Trans>
        </p>
      )}
      {state === 'signed-out' && (
        <p className={s.banner} data-tone="late">
          <IconPlugOff size={15} aria-hidden /> <Trans>You were signed out. <a href={`/signin?next=${encodeURIComponent(location.pathname + location.search)}`}>Sign in again</a></Trans>
        </p>
      )}
    </div>
  );
}
