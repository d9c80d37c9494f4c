import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { wallQuery } from '../../api/queries';
import type { Wall } from '../../api/types';
import { useClock } from '../../lib/clock';
import { onWallFrame, sendLive, whileConnected } from '../../live/session';
import { isStale } from './ticketState';

/** The board: fetched once, then pushed at least every few seconds. ``stale`` when the last word is half a minute old. */
export function useWall(team: number | undefined, channel: number | undefined): { wall: Wall | undefined; error: unknown; stale: boolean } {
  const client = useQueryClient();
  const filter = { ...(team ? { team } : {}), ...(channel ? { channel } : {}) };
  const { data, error } = useQuery({ ...wallQuery(filter), refetchOnMount: 'always' });
  useEffect(() => {
    const asked = { ...(team ? { team } : {}), ...(channel ? { channel } : {}) };
    const { queryKey } = wallQuery(asked);
    const listen = onWallFrame((frame) => client.setQueryData<Wall>(queryKey, (old) => (old && Date.parse(old.now) > Date.parse(frame.data.now) ? old : frame.data)));
    const stop = whileConnected(() => sendLive({ type: 'wall', on: true, ...asked }));
    return () => {
      listen();
      stop();
      sendLive({ type: 'wall', on: false });
    };
  }, [client, team, channel]);
  const stale = useClock((now) => (data && isStale(data.now, now) ? 1 : 0));
  return { wall: data, error, stale: stale === 1 };
}
