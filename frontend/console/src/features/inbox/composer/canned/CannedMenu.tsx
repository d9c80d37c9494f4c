import { useMutation, useQuery } from '@tanstack/react-query';
import type { Editor } from '@tiptap/react';
import { useEffect, useLayoutEffect, useMemo, useState } from 'react';

import { type CannedAnswer, cannedQuery, renderCanned } from '../../../../api/answers';
import { explain } from '../../../../api/http';
import { toastError } from '../../../../ui/toast';
import s from './Canned.module.css';
import { type Slash, slashAt } from './slash';

export type KeyHandler = (event: KeyboardEvent) => boolean;
interface Props {
  editor: Editor;
  slash: Slash;
  ticketId: number;
  /** Takes the editor's keys while this is open; true says that one was used here. */
  onKeys: (handler: KeyHandler | null) => void;
  onClose: () => void;
}
const MENU = 'canned-answers';

const plain = (html: string): string => (new DOMParser().parseFromString(html.replace(/<\/(p|li|h\d)>|<br>/g, ' $&'), 'text/html').body.textContent ?? '').replace(/\s+/g, ' ').trim();

/** What begins with the typed word first, then whose title or text has it. */
export function matching(answers: readonly CannedAnswer[], query: string): CannedAnswer[] {
  const wanted = query.toLowerCase();
  const rank = (answer: CannedAnswer): number =>
    answer.shortcut.startsWith(wanted) ? 0 : answer.shortcut.includes(wanted) || answer.title.toLowerCase().includes(wanted) ? 1 : plain(answer.body_html).toLowerCase().includes(wanted) ? 2 : 3;
  return answers
    .map((answer) => ({ answer, at: rank(answer) }))
    .filter(({ at }) => at < 3)
    .sort((a, b) => a.at - b.at || b.answer.used - a.answer.used || a.answer.shortcut.localeCompare(b.answer.shortcut))
    .map(({ answer }) => answer)
    .slice(0, 30);
}

/** Canned answers by the word after the slash: arrows choose, Enter or Tab puts one in, Escape leaves what was typed. */
export default function CannedMenu({ editor, slash, ticketId, onKeys, onClose }: Props) {
  const { data: answers, error } = useQuery(cannedQuery);
  const found = useMemo(() => matching(answers ?? [], slash.query), [answers, slash.query]);
  const [at, setAt] = useState(0);
  useEffect(() => setAt(0), [slash.query]);
  const chosen = found[Math.min(at, found.length - 1)];

  const put = useMutation({
    mutationFn: (answer: CannedAnswer) => renderCanned(answer.id, ticketId),
    onSuccess: ({ html }) => {
      const now = slashAt(editor) ?? slash; // more may have been typed meanwhile
      const inline = /^<p>((?:(?!<\/?(?:p|ul|ol|blockquote|pre)\b).)*)<\/p>$/s.exec(html.trim())?.[1];
      editor.chain().focus().deleteRange({ from: now.from, to: now.to }).insertContentAt(now.from, inline ?? html).run();
      onClose();
    },
    onError: (problem) => toastError(problem, 'The answer was not put in'),
  });
  const pick = (answer: CannedAnswer | undefined): void => {
    if (answer && !put.isPending) put.mutate(answer);
  };
  const press: KeyHandler = (event) => {
    if (event.key === 'Escape') onClose();
    else if (!found.length) return answers === undefined && event.key === 'Enter';
    else if (event.key === 'ArrowDown') setAt((n) => (Math.min(n, found.length - 1) + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt((n) => (Math.min(n, found.length - 1) + found.length - 1) % found.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && !event.ctrlKey && !event.metaKey) pick(chosen);
    else return false;
    return true;
  };
  useLayoutEffect(() => {
    onKeys(press);
    return () => onKeys(null);
  });
  // The editor keeps the focus, and says which line is meant.
  const active = chosen ? `${MENU}-${chosen.id}` : null;
  useEffect(() => {
    const { dom } = editor.view;
    if (!active) return undefined;
    dom.setAttribute('aria-controls', MENU);
    dom.setAttribute('aria-activedescendant', active);
    document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
    return () => {
      dom.removeAttribute('aria-controls');
      dom.removeAttribute('aria-activedescendant');
    };
  }, [editor, active]);

  return (
    <div className={s.menu} onMouseDown={(event) => event.preventDefault()}>
      <p className={s.title}>Canned answers</p>
      {found.length > 0 ? (
        <ul role="listbox" id={MENU} aria-label="Canned answers">
          {found.map((answer, n) => (
            <li key={answer.id} id={`${MENU}-${answer.id}`} role="option" aria-selected={answer === chosen} onMouseMove={() => setAt(n)} onClick={() => pick(answer)}>
              <code>/{answer.shortcut}</code>
              <b dir="auto">{answer.title}</b>
              <span className={s.language}>{answer.language}</span>
              <small dir="auto">{plain(answer.body_html)}</small>
            </li>
          ))}
        </ul>
      ) : (
        <p className={s.empty} role="status">
          {error ? explain(error) : !answers ? 'Loading…' : answers.length ? `Nothing matches “${slash.query}”. Go on writing; Escape closes this.` : 'There are none yet. An admin writes them under Administration, Canned answers.'}
        </p>
      )}
    </div>
  );
}
