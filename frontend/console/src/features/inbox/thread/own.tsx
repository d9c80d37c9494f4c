/** What an agent wrote, drawn from a short list of tags: elements are made anew, so nothing of its markup can act. */
import { createElement, Fragment, type ReactNode } from 'react';

import m from '../composer/mentions/Mentions.module.css';

const KEPT = new Set(['p', 'b', 'i', 'em', 'strong', 's', 'u', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'div', 'h1', 'h2', 'h3']);
const SILENT = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math', 'title', 'textarea', 'select']);
const DEEPEST = 60;

export const OwnWords = ({ html }: { html: string }): ReactNode => children(new DOMParser().parseFromString(html, 'text/html').body, 0);

function children(node: Node, depth: number): ReactNode[] {
  return [...node.childNodes].map((child, n) => <Fragment key={n}>{draw(child, depth)}</Fragment>);
}

function draw(node: Node, depth: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || depth > DEEPEST) return null;
  const tag = node.localName;
  if (SILENT.has(tag)) return null;
  if (tag === 'br' || tag === 'hr') return createElement(tag);
  const inner = children(node, depth + 1);
  const href = tag === 'a' ? (node.getAttribute('href') ?? '') : '';
  if (/^(https?:|mailto:|tel:)/i.test(href))
    return (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {inner}
      </a>
    );
  if (node.hasAttribute('data-mention')) return <span className={m.chip}>{inner}</span>;
  return KEPT.has(tag) ? createElement(tag, { dir: 'auto' }, ...inner) : inner;
}
