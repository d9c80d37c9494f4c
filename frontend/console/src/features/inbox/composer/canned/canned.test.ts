import { describe, expect, it } from 'vitest';

import type { CannedAnswer } from '../../../../api/answers';
import { matching } from './CannedMenu';
import { blanksIn } from './slash';

const answer = (shortcut: string, changes: Partial<CannedAnswer> = {}): CannedAnswer => ({ id: shortcut.length, shortcut, title: '', body_html: '<p>Hello</p>', language: '', team_id: null, used: 0, updated_at: '', ...changes });

describe('the list after a slash', () => {
  const answers = [answer('return', { body_html: '<p>About your <b>refund</b></p>' }), answer('money-back', { title: 'Refund issued' }), answer('refund'), answer('refund-eu', { used: 9 })];
  it('has what begins with the word first, the most used before the others, then titles, then texts', () => {
    expect(matching(answers, 'refund').map((one) => one.shortcut)).toEqual(['refund-eu', 'refund', 'money-back', 'return']);
  });
  it('is empty when nothing has the word, and whole before one is typed', () => {
    expect(matching(answers, 'zebra')).toEqual([]);
    expect(matching(answers, '')).toHaveLength(4);
  });
});

describe('what was not filled in', () => {
  it('is named once, however it is spaced', () => {
    expect(blanksIn('Rate {{ survey.link }} or {{survey.link}}, {{ brand }}')).toEqual(['survey.link', 'brand']);
  });
  it('is not every brace', () => {
    expect(blanksIn('a { b } {{}} {{ ')).toEqual([]);
  });
});
