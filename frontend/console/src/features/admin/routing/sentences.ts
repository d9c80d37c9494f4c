/** Settings of routing, in words for everybody. */
import type { Team } from '../../../api/types';
import { plural } from '../../../ui/words';

type Name = (team: number) => string;

export const STRATEGY: Record<Team['strategy'], string> = {
  manual: 'People take tickets themselves.',
  least_loaded: 'Each ticket goes to whoever has the most room.',
  round_robin: 'Tickets are dealt out in turn.',
};

export function duration(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return plural(seconds / 3600, 'hour');
  return seconds % 60 === 0 ? plural(seconds / 60, 'minute') : plural(seconds, 'second');
}

/** What the team's settings mean, one sentence each; what is switched off is not mentioned. */
export function sentences(team: Team, name: Name): string[] {
  const said = [STRATEGY[team.strategy]];
  if (team.strategy !== 'manual') {
    if (team.sticky_days) said.push(`Customers come back to whoever answered them within ${plural(team.sticky_days, 'day')}${team.sticky_wait ? `, and wait up to ${duration(team.sticky_wait)} for that person` : ''}.`);
    if (team.relax_after) said.push(`After ${duration(team.relax_after)} a skill that nobody free has is no longer asked for.`);
    if (team.ramp) said.push(`Nobody gets more than ${plural(team.ramp, 'new ticket')} a minute.`);
    if (team.vip_reserve) said.push(`Everybody keeps room for ${plural(team.vip_reserve, 'mail')} of VIPs.`);
    if (team.offers) said.push('Chats are offered for 30 seconds, and go to the next person when nobody accepts.');
  }
  said.push(team.after_hours === 'hand_over' && team.hand_over_to_id !== null ? `When it is closed, ${name(team.hand_over_to_id)} gets its tickets while that team works.` : 'When it is closed, tickets wait.');
  said.push(TAKE_BACK[team.take_back]);
  return said;
}

const TAKE_BACK: Record<Team['take_back'], string> = {
  keep: 'People who go offline keep their tickets.',
  release: 'When somebody goes offline, their unanswered tickets go back to the team.',
  release_on_reply: 'When somebody is offline and their customer writes, the ticket goes back to the team.',
};
export const TAKE_BACK_CHOICES: { value: Team['take_back']; label: string }[] = [
  { value: 'keep', label: 'They keep their tickets' },
  { value: 'release', label: 'Unanswered tickets go back to the team' },
  { value: 'release_on_reply', label: 'A ticket goes back to the team when its customer writes' },
];

/** "25 mails, or 8 chats, or 75 comments": how much fits into a capacity. */
export function room(capacity: number, weights: { chat: number; mail: number; comment: number }): string {
  const fits = (weight: number, one: string): string => (weight > 0 ? plural(Math.floor((capacity * 100) / weight), one) : `any number of ${one}s`);
  return `${fits(weights.mail, 'mail')}, or ${fits(weights.chat, 'chat')}, or ${fits(weights.comment, 'comment')}`;
}
