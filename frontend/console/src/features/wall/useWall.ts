import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { wallQuery } from '../../api/queries';
import type { Wall } from '../../api/types';
import { onWallFrame, sendLive, useLiveState, whileConnected } from '../../live/session';

const STALE_MS = 30_000;

/** The board: fetched once, then pushed. ``stale`` when there was no connection for half a minute. */
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
  return { wall: data, error, stale: useStale() };
}

function useStale(): boolean {
  const state = useLiveState();
  const down = state === 'reconnecting' || state === 'signed-out' || state === 'connecting';
  const [stale, setStale] = useState(false);
  useEffect(() => {
    if (!down) {
      setStale(false);
      return undefined;
    }
    const timer = setTimeout(() => setStale(true), STALE_MS);
    return () => clearTimeout(timer);
  }, [down]);
  return stale;
}
