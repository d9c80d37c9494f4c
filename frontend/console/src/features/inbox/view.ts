/** What an inbox address stands for: /inbox/mine, /inbox/team-3, /inbox/channel-5, /inbox/saved-7. */
import { msg, t } from '@lingui/core/macro';

import type { ListFilter } from '../../api/calls';
import type { Channel, Counts, SavedView, Team } from '../../api/types';
import { spoken } from '../../lib/language';

type View = 'mine' | 'unassigned' | 'open' | 'breaching' | 'snoozed' | 'solved' | 'spam' | 'reminders' | 'all';
const TITLES = spoken<View>({
  mine: msg`Assigned to me`,
  unassigned: msg`Unassigned`,
  open: msg`All open`,
  breaching: msg`Breaching soon`,
  snoozed: msg`Snoozed`,
  solved: msg`Solved`,
  spam: msg`Spam`,
  reminders: msg`My reminders`,
  all: msg`All tickets`,
});
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
    view: team || channel ? 'open' : isView(view) || part(view, 'saved') ? view : 'open',
    ...(team ? { team } : {}),
    ...(channel ? { channel } : {}),
    ...(q ? { q } : {}),
    ...(search.order ? { order: search.order } : view === 'breaching' ? { order: 'due_at' } : {}),
  };
}

export const savedId = (view: string): number | null => part(view, 'saved');

export function titleOf(view: string, teams: ReadonlyMap<number, Team>, channels: ReadonlyMap<number, Channel>, saved: readonly SavedView[]): string {
  const own = savedId(view);
  if (own) return saved.find((one) => one.id === own)?.name ?? t`Saved view`;
  const team = part(view, 'team');
  if (team) return teams.get(team)?.name ?? t`Team`;
  const channel = part(view, 'channel');
  if (channel) return channels.get(channel)?.name ?? t`Channel`;
  return TITLES[isView(view) ? view : 'open'];
}

/** How many tickets the whole view holds, where that is counted. */
export function countOf(view: string, counts: Counts | undefined): number | undefined {
  if (!counts) return undefined;
  const own = savedId(view);
  if (own) return counts.by_view[own] ?? undefined;
  const team = part(view, 'team');
  if (team) return counts.by_team[team] ?? 0;
  const channel = part(view, 'channel');
  if (channel) return counts.by_channel[channel] ?? 0;
  return { mine: counts.mine, unassigned: counts.unassigned, open: counts.open, breaching: counts.breaching, snoozed: counts.snoozed, spam: counts.spam }[view];
}
