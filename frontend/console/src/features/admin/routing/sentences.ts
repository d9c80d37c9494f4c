/** Settings of routing, in words for everybody. */
import { plural, t } from '@lingui/core/macro';
import type { Team } from '../../../api/types';

type Name = (team: number) => string;

export const STRATEGY: Record<Team['strategy'], string> = {
  get manual() { return t`People take tickets themselves.`; },
  get least_loaded() { return t`Each ticket goes to whoever has the most room.`; },
  get round_robin() { return t`Tickets are dealt out in turn.`; },
};

export function duration(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return plural(seconds / 3600, { one: '# hour', other: '# hours' });
  return seconds % 60 === 0 ? plural(seconds / 60, { one: '# minute', other: '# minutes' }) : plural(seconds, { one: '# second', other: '# seconds' });
}

/** What the team's settings mean, one sentence each; what is switched off is not mentioned. */
export function sentences(team: Team, name: Name): string[] {
  const said = [STRATEGY[team.strategy]];
  if (team.strategy !== 'manual') {
    const days = plural(team.sticky_days, { one: '# day', other: '# days' });
    if (team.sticky_days && team.sticky_wait) said.push(t`Customers come back to whoever answered them within ${days}, and wait up to ${duration(team.sticky_wait)} for that person.`);
    else if (team.sticky_days) said.push(t`Customers come back to whoever answered them within ${days}.`);
    if (team.relax_after) said.push(t`After ${duration(team.relax_after)} a skill that nobody free has is no longer asked for.`);
    if (team.ramp) said.push(t`Nobody gets more than ${plural(team.ramp, { one: '# new ticket', other: '# new tickets' })} a minute.`);
    if (team.vip_reserve) said.push(t`Everybody keeps room for ${plural(team.vip_reserve, { one: '# mail', other: '# mails' })} of VIPs.`);
    if (team.offers) said.push(t`Chats are offered for 30 seconds, and go to the next person when nobody accepts.`);
  }
  said.push(team.after_hours === 'hand_over' && team.hand_over_to_id !== null ? t`When it is closed, ${name(team.hand_over_to_id)} gets its tickets while that team works.` : t`When it is closed, tickets wait.`);
  said.push(TAKE_BACK[team.take_back]);
  return said;
}

const TAKE_BACK: Record<Team['take_back'], string> = {
  get keep() { return t`People who go offline keep their tickets.`; },
  get release() { return t`When somebody goes offline, their unanswered tickets go back to the team.`; },
  get release_on_reply() { return t`When somebody is offline and their customer writes, the ticket goes back to the team.`; },
};
export const TAKE_BACK_CHOICES: { value: Team['take_back']; label: string }[] = [
  { value: 'keep', get label() { return t`They keep their tickets`; } },
  { value: 'release', get label() { return t`Unanswered tickets go back to the team`; } },
  { value: 'release_on_reply', get label() { return t`A ticket goes back to the team when its customer writes`; } },
];

/** "25 mails, or 8 chats, or 75 comments": how much fits into a capacity. */
export function room(capacity: number, weights: { chat: number; mail: number; comment: number }): string {
  const fits = (weight: number): number | null => (weight > 0 ? Math.floor((capacity * 100) / weight) : null);
  const [mails, chats, comments] = [fits(weights.mail), fits(weights.chat), fits(weights.comment)];
  const inMails = mails === null ? t`any number of mails` : plural(mails, { one: '# mail', other: '# mails' });
  const inChats = chats === null ? t`any number of chats` : plural(chats, { one: '# chat', other: '# chats' });
  const inComments = comments === null ? t`any number of comments` : plural(comments, { one: '# comment', other: '# comments' });
  return t`${inMails}, or ${inChats}, or ${inComments}`;
}
