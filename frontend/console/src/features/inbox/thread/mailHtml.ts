/** Turns the HTML of a message into a document for a sandboxed frame: no script, no form, and no remote image until asked for. */
import { t } from '@lingui/core/macro';
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import DOMPurify from 'dompurify';

import type { Attachment } from '../../../api/types';
import { fits } from './signature';

export interface MailDocument {
  srcdoc: string;
  /** Remote images that were left out. */
  blocked: number;
}

const REMOTE = 'data-remote-src';
const FORBIDDEN = ['style', 'link', 'meta', 'base', 'form', 'input', 'button', 'textarea', 'select', 'iframe', 'object', 'embed', 'svg', 'math', 'video', 'audio', 'title'];
/** Markup that brings its own looks and is shown on white, as its sender saw it. */
const STYLED = 'table, img, font, center, [style*="background"], [style*="color"], [bgcolor], [color]';

const css = (plain: boolean): string => `
@font-face { font-family: 'Inter Variable'; font-weight: 100 900; src: url(${inter}) format('woff2-variations'); }
:root { color-scheme: ${plain ? 'light dark' : 'only light'}; }
html { overflow: auto hidden; }
body { margin: 0; font: 14px/1.5 'Inter Variable', system-ui, sans-serif; overflow-wrap: anywhere; color: var(--ink); background: transparent; }
${plain ? '' : 'body { padding: 10px 12px; background: #fff; color: #151a23; border-radius: 8px; }'}
img { max-inline-size: 100%; block-size: auto; }
img[${REMOTE}] { display: inline-block; min-inline-size: 24px; min-block-size: 18px; outline: 1px dashed #9aa5b8; font-size: 11px; }
table { max-inline-size: 100%; }
p { margin: 0 0 8px; } p:last-child { margin: 0; }
a { color: var(--link); }
pre { white-space: pre-wrap; }
blockquote { margin: 4px 0; padding-inline-start: 10px; border-inline-start: 2px solid #c3cad6; }
details > summary { display: inline-block; cursor: pointer; list-style: none; padding: 0 8px; margin-block: 6px; border-radius: 5px; background: rgb(128 138 155 / .2); font-size: 12px; font-weight: 550; line-height: 24px; }
details:not([open]) .open, details[open] .shut { display: none; }
details > summary::-webkit-details-marker { display: none; }
summary:focus-visible, a:focus-visible { outline: 2px solid #5f7cea; outline-offset: 1px; }
`;

export interface Look {
  ink: string;
  link: string;
}

function folded(page: Document, show: string, hide: string): HTMLDetailsElement {
  const fold = page.createElement('details');
  const summary = page.createElement('summary');
  summary.innerHTML = `<span class="shut"></span><span class="open"></span>`;
  summary.querySelector('.shut')!.textContent = show;
  summary.querySelector('.open')!.textContent = hide;
  fold.append(summary);
  return fold;
}

/** From a line that says "-- " and no more to the end, or to what is quoted below. */
function foldSignature(body: HTMLElement): void {
  const page = body.ownerDocument;
  const texts = page.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let mark: Node | null = null;
  while (texts.nextNode()) if (/^\s*--\s*$/.test(texts.currentNode.nodeValue ?? '') && !texts.currentNode.parentElement?.closest('details')) mark = texts.currentNode;
  if (!mark || !body.lastChild) return;
  const before = page.createRange();
  before.setStart(body, 0);
  before.setEndBefore(mark);
  const range = page.createRange();
  range.setStartBefore(mark);
  const quoted = [...body.querySelectorAll('details')].find((fold) => mark.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (quoted) range.setEndBefore(quoted);
  else range.setEndAfter(body.lastChild);
  if (!before.toString().trim() || !fits(range.toString())) return;
  const fold = folded(page, t`Show the signature`, t`Hide the signature`);
  const signature = page.createElement('div');
  signature.append(range.extractContents());
  fold.append(signature);
  range.insertNode(fold);
}

export function mailDocument(html: string, attachments: readonly Attachment[], images: boolean, look: Look): MailDocument {
  const body = DOMPurify.sanitize(html, { FORBID_TAGS: FORBIDDEN, FORBID_ATTR: ['srcset', 'background', 'ping', 'autofocus'], ADD_ATTR: ['target'], RETURN_DOM: true }) as HTMLElement;
  const plain = body.querySelector(STYLED) === null;
  const files = new Map(attachments.map((file) => [file.content_id.replace(/^<|>$/g, ''), file]));
  let blocked = 0;

  for (const image of body.querySelectorAll('img')) {
    const cid = image.dataset.cid ?? (image.getAttribute('src')?.startsWith('cid:') ? image.getAttribute('src')!.slice(4) : null);
    const remote = image.getAttribute(REMOTE) ?? (/^(https?:)?\/\//i.test(image.getAttribute('src') ?? '') ? image.getAttribute('src') : null);
    image.removeAttribute('data-cid');
    if (cid !== null) {
      const file = files.get(cid);
      if (file) image.src = file.url;
      else image.removeAttribute('src');
    } else if (remote !== null && images) {
      image.src = remote;
      image.referrerPolicy = 'no-referrer';
      image.removeAttribute(REMOTE);
    } else if (remote !== null) {
      blocked += 1;
      image.removeAttribute('src');
      image.setAttribute(REMOTE, '');
    }
  }
  for (const link of body.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
  }
  for (const quoted of body.querySelectorAll('[data-quoted]')) {
    if (quoted.parentElement?.closest('details')) continue;
    const fold = folded(quoted.ownerDocument, t`Show what was quoted`, t`Hide what was quoted`);
    quoted.replaceWith(fold);
    fold.append(quoted);
  }
  foldSignature(body);
  // The frame also inherits the policy of the console itself; this one is narrower.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; img-src 'self' data:${images ? ' https: http:' : ''}; form-action 'none'; base-uri 'none'`;
  const srcdoc =
    `<!doctype html><html dir="auto" style="--ink:${look.ink};--link:${look.link}"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">` +
    `<style>${css(plain)}</style></head><body dir="auto">${body.innerHTML}</body></html>`;
  return { srcdoc, blocked };
}
