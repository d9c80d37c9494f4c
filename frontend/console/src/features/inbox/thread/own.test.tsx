import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { linksIn, Words } from './Words';
import { OwnWords } from './own';

const drawn = (html: string): string => render(<OwnWords html={html} />).container.innerHTML;

describe("an agent's HTML", () => {
  it('is a short list of tags', () => expect(drawn('<p>Hi <b>you</b><img src="x" onerror="1"><script>1</script><kbd>f</kbd></p>')).toBe('<p dir="auto">Hi <b dir="auto">you</b>f</p>'));
  it('keeps no attribute but the address of a link, and no address that runs', () => {
    expect(drawn('<p onclick="1" style="x">a</p><a href="javascript:alert(1)">b</a>')).toBe('<p dir="auto">a</p>b');
    expect(drawn('<a href="https://a.example/" onclick="1">c</a>')).toBe('<a href="https://a.example/" target="_blank" rel="noopener noreferrer nofollow">c</a>');
  });
  it('shows whom it calls as a chip', () => expect(drawn('<span data-mention="user-7">@Priya</span>')).toMatch(/^<span class="[^"]*chip[^"]*">@Priya<\/span>$/));
  it('ends, however deep it is', () => expect(drawn('<div>'.repeat(300))).toContain('<div'));
});

describe('links in plain words', () => {
  it('end before the full stop of the sentence', () => {
    expect(linksIn('See https://a.example/x?y=1, or (https://b.example/). Not ftp://c.example or https://')).toEqual(['https://a.example/x?y=1', 'https://b.example/']);
  });
  it('are named once each', () => expect(linksIn('https://a.example https://a.example')).toEqual(['https://a.example']));
  it('can be followed, and the words around them stay', () => {
    const { container } = render(<Words text={'Look: https://a.example/.\nBye'} />);
    expect(container.textContent).toBe('Look: https://a.example/.\nBye');
    expect(container.querySelector('a')!.rel).toContain('noreferrer');
  });
});
