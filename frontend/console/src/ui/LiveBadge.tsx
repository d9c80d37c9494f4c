import { Tooltip } from '@mantine/core';
import { IconBolt, IconPlugOff, IconRefresh, IconWifiOff } from '@tabler/icons-react';

import { useLiveState } from '../live/session';
import s from './LiveBadge.module.css';

const STATES = {
  live: ['Live', IconBolt],
  'catching-up': ['Catching up…', IconRefresh],
  connecting: ['Connecting…', IconRefresh],
  reconnecting: ['Reconnecting…', IconWifiOff],
  'signed-out': ['Signed out', IconPlugOff],
} as const;

/** Quiet while all is well. */
export function LiveBadge({ verbose = false }: { verbose?: boolean }) {
  const state = useLiveState();
  const [label, Icon] = STATES[state];
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
          <IconWifiOff size={15} aria-hidden /> Not live: reconnecting… What you see may be out of date; it catches up by itself.
        </p>
      )}
      {state === 'signed-out' && (
        <p className={s.banner} data-tone="late">
          <IconPlugOff size={15} aria-hidden /> You were signed out. <a href={`/signin?next=${encodeURIComponent(location.pathname + location.search)}`}>Sign in again</a>
        </p>
      )}
    </div>
  );
}
