/** Names and pickers: who and what an id stands for. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { channelsQuery, meQuery, teamsQuery, usersQuery } from '../api/queries';
import type { Channel, Me, Team, User } from '../api/types';

const byId = <T extends { id: number }>(rows: readonly T[] | undefined): ReadonlyMap<number, T> => new Map(rows?.map((row) => [row.id, row]));

export function useUsers(): ReadonlyMap<number, User> {
  const { data } = useQuery(usersQuery);
  return useMemo(() => byId(data), [data]);
}
export function useTeams(): ReadonlyMap<number, Team> {
  const { data } = useQuery(teamsQuery);
  return useMemo(() => byId(data), [data]);
}
export function useChannels(): ReadonlyMap<number, Channel> {
  const { data } = useQuery(channelsQuery);
  return useMemo(() => byId(data), [data]);
}

/** Me. The router lets nobody in before this is loaded. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error('The console was shown before sign-in.');
  return data;
}
export const supervises = (me: Me): boolean => me.role !== 'agent';
