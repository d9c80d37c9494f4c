/** Colleagues and teams called by name in a note: a chip in the text, kept as `<span data-mention="user-7">@Priya</span>`. */
import { Node } from '@tiptap/core';
import type { Editor } from '@tiptap/react';

import type { Seeking } from '../pickList';
import s from './Mentions.module.css';

export const Mention = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: false,
  addAttributes: () => ({
    id: { default: '', parseHTML: (element: HTMLElement) => element.dataset.mention ?? '' },
    label: { default: '', parseHTML: (element: HTMLElement) => (element.textContent ?? '').replace(/^@/, '') },
  }),
  parseHTML: () => [{ tag: 'span[data-mention]' }],
  renderHTML: ({ node }) => ['span', { 'data-mention': String(node.attrs.id), class: s.chip! }, `@${String(node.attrs.label)}`],
  renderText: ({ node }) => `@${String(node.attrs.label)}`,
});

/** The name after an @, where the cursor stands: of one or two words. */
export function atAt(editor: Editor): Seeking | null {
  const { $from, empty } = editor.state.selection;
  if (!empty || $from.parent.type.spec.code) return null;
  const match = /(?:^|[\s(])@([\p{L}\p{N}_.'-]*(?: [\p{L}\p{N}_.'-]*)?)$/u.exec($from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc'));
  return match ? { from: $from.pos - match[1]!.length - 1, to: $from.pos, query: match[1]! } : null;
}

/** In words for a customer a chip is only a name. Whether there was one. */
export function unmention(editor: Editor): boolean {
  const found: { at: number; text: string }[] = [];
  editor.state.doc.descendants((node, at) => {
    if (node.type.name === 'mention') found.push({ at, text: `@${String(node.attrs.label)}` });
  });
  if (!found.length) return false;
  const { tr, schema } = editor.state;
  for (const { at, text } of found.reverse()) tr.replaceWith(at, at + 1, schema.text(text));
  editor.view.dispatch(tr);
  return true;
}
