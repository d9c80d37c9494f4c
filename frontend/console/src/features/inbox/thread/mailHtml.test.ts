import { describe, expect, it } from 'vitest';

import type { Attachment } from '../../../api/types';
import { mailDocument } from './mailHtml';

const LOOK = { ink: '#000', link: '#00f' };
const file: Attachment = { id: 1, token: 't', filename: 'a.png', content_type: 'image/png', size: 1, inline: true, content_id: '<logo@x>', url: '/api/v1/attachments/t', state: 'stored', error: '' };
const open = (html: string, images = false) => {
  const built = mailDocument(html, [file], images, LOOK);
  return { ...built, page: new DOMParser().parseFromString(built.srcdoc, 'text/html') };
};

describe("a customer's HTML", () => {
  it('keeps no script, handler, form or frame', () => {
    const { page } = open('<p onclick="x()">Hi<script>alert(1)</script><img src=x onerror=alert(1)><form action="/"><input></form><iframe src="/"></iframe><a href="javascript:x()">l</a></p>');
    expect(page.querySelector('script,form,input,iframe,[onclick],[onerror]')).toBeNull();
    expect(page.querySelector('a')!.hasAttribute('href')).toBe(false);
    expect(page.body.textContent).toContain('Hi');
  });

  it('loads no remote image until asked for', () => {
    const html = '<img data-remote-src="https://t.example/pixel.gif"><img src="https://t.example/2.gif"><img srcset="https://t.example/3.gif 2x">';
    const blocked = open(html);
    expect(blocked.blocked).toBe(2);
    expect(blocked.srcdoc).not.toContain('t.example');
    const shown = open(html, true);
    expect([...shown.page.images].map((image) => image.getAttribute('src')).filter(Boolean)).toEqual(['https://t.example/pixel.gif', 'https://t.example/2.gif']);
  });

  it('has a policy that forbids everything but style and our own pictures', () => {
    const policy = open('<p>x</p>').page.querySelector('meta[http-equiv]')!.getAttribute('content')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('https:');
  });

  it('shows pictures that came with the message', () => expect(open('<img data-cid="logo@x">').page.images[0]!.getAttribute('src')).toBe('/api/v1/attachments/t'));

  it('folds what is quoted', () => {
    const { page } = open('<p>New</p><div data-quoted><p>Old</p><div data-quoted>Older</div></div>');
    expect(page.querySelectorAll('details')).toHaveLength(1);
    expect(page.querySelector('details')!.open).toBe(false);
    expect(page.querySelector('details')!.textContent).toContain('Older');
  });

  it('folds a signature, and not what is quoted below it', () => {
    const { page } = open('<div><p>It leaks.</p><p>-- <br>Ada Lovelace</p><p>Analyst</p></div><div data-quoted>Old</div>');
    const [signature, quoted] = [...page.querySelectorAll('details')];
    expect(signature!.textContent).toContain('Ada LovelaceAnalyst');
    expect(signature!.textContent).not.toContain('Old');
    expect(quoted!.textContent).toContain('Old');
    expect([...page.querySelectorAll('p')].find((p) => !p.closest('details'))!.textContent).toBe('It leaks.');
  });
  it.each(['<p>-- <br>Ada</p>', '<p>a -- b</p>', `<p>Words</p><p>--</p><p>${'long '.repeat(300)}</p>`])('takes nothing else for one: %#', (html) => expect(open(html).page.querySelector('details')).toBeNull());

  it('opens links in another tab without a way back', () => {
    const link = open('<a href="https://example.org">x</a>').page.querySelector('a')!;
    expect(link.target).toBe('_blank');
    expect(link.rel).toContain('noopener');
  });
});
