import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Editor } from '@tiptap/react';
import { useMemo } from 'react';

import { type CannedAnswer, cannedQuery, renderCanned } from '../../../../api/answers';
import { explain } from '../../../../api/http';
import { toastError } from '../../../../ui/toast';
import { type KeyHandler, type Seeking, usePickList } from '../pickList';
import s from './Canned.module.css';
import { slashAt } from './slash';


interface Props {
  editor: Editor;
  slash: Seeking;
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
  const put = useMutation({
    mutationFn: (answer: CannedAnswer) => renderCanned(answer.id, ticketId),
    onSuccess: ({ html }) => {
      const now = slashAt(editor) ?? slash; // more may have been typed meanwhile
      const inline = /^<p>((?:(?!<\/?(?:p|ul|ol|blockquote|pre)\b).)*)<\/p>$/s.exec(html.trim())?.[1];
      editor.chain().focus().deleteRange({ from: now.from, to: now.to }).insertContentAt(now.from, inline ?? html).run();
      onClose();
    },
    onError: (problem) => toastError(problem, t`The answer was not put in`),
  });
  const pick = (answer: CannedAnswer | undefined): void => {
    if (answer && !put.isPending) put.mutate(answer);
  };
  const { line } = usePickList({ editor, id: MENU, query: slash.query, found, idOf: (one) => String(one.id), loading: answers === undefined, onPick: pick, onKeys, onClose });

  return (
    <div className={s.menu} onMouseDown={(event) => event.preventDefault()}>
      <p className={s.title}><Trans>Canned answers</Trans></p>
      {found.length > 0 ? (
        <ul role="listbox" id={MENU} aria-label={t`Canned answers`}>
          {found.map((answer, n) => (
            <li key={answer.id} {...line(answer, n)}>
              <code>/{answer.shortcut}</code>
              <b dir="auto">{answer.title}</b>
              <span className={s.language}>{answer.language}</span>
              <small dir="auto">{plain(answer.body_html)}</small>
            </li>
          ))}
        </ul>
      ) : (
        <p className={s.empty} role="status">
          {error ? explain(error) : !answers ? t`Loading…` : answers.length ? t`Nothing matches “${slash.query}”. Go on writing; Escape closes this.` : t`There are none yet. An admin writes them under Administration, Canned answers.`}
        </p>
      )}
    </div>
  );
}
