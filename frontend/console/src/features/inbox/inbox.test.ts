import { describe, expect, it } from 'vitest';

import type { User } from '../../api/types';
import { parseAddress, showAddress, summary } from './composer/addresses';
import { candidates } from './header/AssignList';
import { snoozeChoices } from './snooze';
import { sentence } from './thread/TimelineLine';
import { filterOf } from './view';

describe('addresses of the inbox', () => {
  it.each([
    ['mine', { view: 'mine' }],
    ['team-3', { view: 'open', team: 3 }],
    ['channel-12', { view: 'open', channel: 12 }],
    ['nonsense', { view: 'open' }],
    ['breaching', { view: 'breaching', order: 'due_at' }],
  ])('%s', (view, expected) => expect(filterOf(view, {})).toEqual(expected));

  it('carry search and order', () => expect(filterOf('all', { q: ' refund ', order: 'created_at' })).toEqual({ view: 'all', q: 'refund', order: 'created_at' }));
});

describe('recipients', () => {
  it('are read with and without a name', () => {
    expect(parseAddress('Ada Lovelace <ada@example.org>', 'email')).toEqual({ network: 'email', name: 'Ada Lovelace', handle: 'ada@example.org' });
    expect(parseAddress(' bob@example.org ', 'email')).toEqual({ network: 'email', name: '', handle: 'bob@example.org' });
    expect(showAddress({ network: 'email', name: 'Ada', handle: 'a@b' })).toBe('Ada <a@b>');
  });
  it('are summed up', () => expect(summary(['a', 'b', 'c', 'd'].map((handle) => ({ network: 'email', name: '', handle })))).toBe('a, b and 2 more'));
});

describe('snoozing', () => {
  it('offers only times to come', () => {
    const now = new Date(2026, 10, 22, 23, 30); // a Sunday evening
    const choices = snoozeChoices(now);
    expect(choices.every((choice) => choice.at > now)).toBe(true);
    expect(choices.map((choice) => choice.label)).toEqual(['Tomorrow morning', 'In a week']);
  });
});

describe('who may be assigned', () => {
  const user = (id: number, changes: Partial<User>): User => ({ id, name: `U${id}`, username: `u${id}`, role: 'agent', availability: 'online', team_ids: [], active: true, ...changes });
  it('is me, then those of the team, then those who are there', () => {
    const all = [user(1, { availability: 'offline' }), user(2, { team_ids: [9] }), user(3, {}), user(4, { active: false }), user(5, {})];
    expect(candidates(all, { team_id: 9 }, 5, '').map((u) => u.id)).toEqual([5, 2, 3, 1]);
  });
});

describe('the timeline', () => {
  const names = { users: new Map(), teams: new Map(), channels: new Map() };
  const entry = (changes: Record<string, unknown>) => ({ id: 1, kind: 'ticket.changed', actor: null, at: '2026-01-01T00:00:00Z', data: { changes } });
  it('says what changed in one sentence', () => {
    expect(sentence(entry({ status: ['open', 'solved'], labels: [['a'], ['b']] }), names)?.text).toBe('solved the ticket, added b and removed a');
    expect(sentence(entry({ version: [1, 2] }), names)).toBeNull();
  });
});
