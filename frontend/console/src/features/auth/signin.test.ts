import { describe, expect, it } from 'vitest';

import { safeNext } from './SignInPage';

describe('after signing in', () => {
  it.each([
    ['/inbox/mine', '/inbox/mine'],
    ['//evil.example', '/'],
    ['https://evil.example', '/'],
    ['/\\evil.example', '/'],
    [undefined, '/'],
  ])('%s leads to %s', (next, expected) => expect(safeNext(next)).toBe(expected));
});
