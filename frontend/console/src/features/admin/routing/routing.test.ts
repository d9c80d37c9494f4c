import { describe, expect, it } from 'vitest';

import type { Team } from '../../../api/types';
import { duration, room, sentences } from './sentences';

const team: Team = {
  id: 1, name: 'Support', description: '', member_ids: [], channel_ids: [], calendar_id: null, strategy: 'least_loaded', sticky_days: 14, sticky_wait: 600, relax_after: 1800, ramp: 5, vip_reserve: 0, offers: false, after_hours: 'queue', hand_over_to_id: null, take_back: 'keep',
};
const name = (): string => 'Night shift';

describe('how a team gets its work', () => {
  it('is said in sentences', () =>
    expect(sentences(team, name)).toEqual([
      'Each ticket goes to whoever has the most room.',
      'Customers come back to whoever answered them within 14 days, and wait up to 10 minutes for that person.',
      'After 30 minutes a skill that nobody free has is no longer asked for.',
      'Nobody gets more than 5 new tickets a minute.',
      'When it is closed, tickets wait.',
      'People who go offline keep their tickets.',
    ]));
  it('does not mention what is switched off, or what only matters when tickets are given out', () => {
    expect(sentences({ ...team, sticky_days: 0, relax_after: 0, ramp: 0, vip_reserve: 2, offers: true }, name).slice(1, 3)).toEqual(['Everybody keeps room for 2 mails of VIPs.', 'Chats are offered for 30 seconds, and go to the next person when nobody accepts.']);
    expect(sentences({ ...team, strategy: 'manual' }, name)).toHaveLength(3);
  });
  it('names the team that takes over', () => expect(sentences({ ...team, after_hours: 'hand_over', hand_over_to_id: 2 }, name)).toContain('When it is closed, Night shift gets its tickets while that team works.'));
  it('counts in the biggest unit that fits', () => expect([duration(90), duration(60), duration(7200), duration(5400)]).toEqual(['90 seconds', '1 minute', '2 hours', '90 minutes']));
});

it('says how much fits into a capacity', () => {
  expect(room(25, { chat: 300, mail: 100, comment: 33 })).toBe('25 mails, or 8 chats, or 75 comments');
  expect(room(25, { chat: 300, mail: 100, comment: 0 })).toContain('any number of comments');
});
