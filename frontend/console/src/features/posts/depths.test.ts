import { describe, expect, it } from 'vitest';

import { depths } from './depths';

const chain = (n: number) => Array.from({ length: n }, (_, i) => ({ id: i + 1, parent_id: i || null }));

describe('the indent of comments', () => {
  it('follows what answers what', () => {
    expect([...depths([{ id: 1, parent_id: null }, { id: 2, parent_id: 1 }, { id: 3, parent_id: 2 }, { id: 4, parent_id: 1 }]).values()]).toEqual([0, 1, 2, 1]);
  });
  it('starts anew where the parent is not here', () => {
    expect([...depths([{ id: 5, parent_id: 99 }, { id: 6, parent_id: 5 }]).values()]).toEqual([0, 1]);
  });
  it('ends somewhere, and survives a circle', () => {
    expect(Math.max(...depths(chain(20)).values())).toBe(4);
    expect(depths([{ id: 1, parent_id: 2 }, { id: 2, parent_id: 1 }]).size).toBe(2);
  });
});
