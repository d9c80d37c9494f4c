import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { isUnit, measure } from './measures';

interface Vector {
  name: string;
  text: string;
  expect: Record<string, number>;
}
const { vectors } = JSON.parse(readFileSync('../../tests/inbox/measures.json', 'utf8')) as { vectors: Vector[] };

describe('a text is as long as its network says, here and on the server', () => {
  it.each(vectors)('$name', ({ text, expect: expected }) => {
    const units = Object.keys(expected).filter(isUnit);
    expect(Object.fromEntries(units.map((unit) => [unit, measure(text, unit)]))).toEqual(expected);
  });
});
