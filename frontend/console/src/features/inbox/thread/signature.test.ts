import { describe, expect, it } from 'vitest';

import { parted } from './signature';

describe('a signature', () => {
  it('begins at a line of two dashes', () => {
    expect(parted('The lid is broken.\n\n-- \nAda Lovelace\n+44 20 1234')).toEqual(['The lid is broken.', '-- \nAda Lovelace\n+44 20 1234']);
    expect(parted('One\n--\nTwo\n--\nAda')).toEqual(['One\n--\nTwo', '--\nAda']);
  });
  it.each(['A rule\n---\nand more', 'a -- b\nc', '-- \nAda', 'Words\n-- \n', `Words\n-- \n${'long '.repeat(300)}`])('is not taken to be where there is none: %#', (text) => expect(parted(text)).toEqual([text, '']));
});
