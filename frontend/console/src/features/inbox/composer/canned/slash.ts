/** The word after a slash, where the cursor stands: what is typed to find a canned answer. */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { Editor } from '@tiptap/react';

import type { Seeking } from '../pickList';
import s from './Canned.module.css';

export function slashAt(editor: Editor): Seeking | null {
  const { $from, empty } = editor.state.selection;
  if (!empty || $from.parent.type.spec.code) return null;
  const match = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u.exec($from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc'));
  return match ? { from: $from.pos - match[1]!.length - 1, to: $from.pos, query: match[1]! } : null;
}

/** What a canned answer could not fill in. */
const BLANK = /\{\{[^{}]{1,80}\}\}/g;
export const blanksIn = (text: string): string[] => [...new Set([...text.matchAll(BLANK)].map(([found]) => found.slice(2, -2).trim()))];

/** Marks every blank in the text, so that nobody overlooks one. */
export const Blanks = Extension.create({
  name: 'blanks',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        decorations: ({ doc }) => {
          const found: Decoration[] = [];
          doc.descendants((node, at) => {
            for (const match of node.text?.matchAll(BLANK) ?? []) found.push(Decoration.inline(at + match.index, at + match.index + match[0].length, { class: s.blank! }));
          });
          return DecorationSet.create(doc, found);
        },
      },
    }),
  ],
});
