/** What an inbox address stands for: /inbox/mine, /inbox/team-3, /inbox/channel-5. */
import type { ListFilter } from '../../api/calls';
import type { Channel, Counts, Team } from '../../api/types';

type View = NonNullable<ListFilter['view']>;
const TITLES: Record<View, string> = {
  mine: 'Assigned to me',
  unassigned: 'Unassigned',
  open: 'All open',
  breaching: 'Breaching soon',
  snoozed: 'Snoozed',
  reminders: 'My reminders',
  solved: 'Solved',
  spam: 'Spam',
  all: 'All tickets',
};
const isView = (view: string): view is View => Object.hasOwn(TITLES, view);
const part = (view: string, name: string): number | null => {
  const match = new RegExp(`^${name}-(\\d+)$`).exec(view);
  return match ? Number(match[1]) : null;
};

export function filterOf(view: string, search: { q?: string; order?: ListFilter['order'] }): ListFilter {
  const team = part(view, 'team');
  const channel = part(view, 'channel');
  const q = search.q?.trim();
  return {
    view: team || channel ? 'open' : isView(view) ? view : 'open',
    ...(team ? { team } : {}),
    ...(channel ? { channel } : {}),
    ...(q ? { q } : {}),
    ...(search.order ? { order: search.order } : view === 'breaching' ? { order: 'due_at' } : {}),
  };
}

export function titleOf(view: string, teams: ReadonlyMap<number, Team>, channels: ReadonlyMap<number, Channel>): string {
  const team = part(view, 'team');
  if (team) return teams.get(team)?.name ?? 'Team';
  const channel = part(view, 'channel');
  if (channel) return channels.get(channel)?.name ?? 'Channel';
  return TITLES[isView(view) ? view : 'open'];
}

/** How many tickets the whole view holds, where that is counted. */
export function countOf(view: string, counts: Counts | undefined): number | undefined {
  if (!counts) return undefined;
  const team = part(view, 'team');
  if (team) return counts.by_team[team] ?? 0;
  const channel = part(view, 'channel');
  if (channel) return counts.by_channel[channel] ?? 0;
  return { mine: counts.mine, unassigned: counts.unassigned, open: counts.open, breaching: counts.breaching, snoozed: counts.snoozed, spam: counts.spam }[view];
}
