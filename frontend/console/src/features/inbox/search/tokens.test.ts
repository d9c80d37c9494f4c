import { describe, expect, it } from 'vitest';

import { finished, having, tokens, unfinished, without } from './tokens';

describe('filters in the search', () => {
  it('are told apart from words and addresses', () => {
    expect(tokens('is:open kettle label:"two words" http://x see:this').map(({ key, value }) => [key, value])).toEqual([
      ['is', 'open'],
      ['label', 'two words'],
    ]);
  });
  it('replace one of their kind, but labels add up', () => {
    expect(having('is:open kettle', 'is', 'solved')).toBe('kettle is:solved');
    expect(having('kettle custom.size:small', 'custom.size', 'very large')).toBe('kettle custom.size:"very large"');
    expect(having('label:a', 'label', 'two words')).toBe('label:a label:"two words"');
  });
  it('are taken out again', () => {
    const [token] = tokens('kettle is:open lid');
    expect(without('kettle is:open lid', token!)).toBe('kettle lid');
  });
  it('are finished by what is chosen', () => {
    expect(unfinished('kettle is:op')).toEqual({ key: 'is', start: 'op' });
    expect(unfinished('kettle is:open ')).toBeNull();
    expect(unfinished('see:th')).toBeNull();
    expect(finished('kettle -label:tw', 'two words')).toBe('kettle -label:"two words" ');
  });
});
