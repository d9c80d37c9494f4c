import type { Editor } from '@tiptap/react';
import { useEffect, useRef, useState } from 'react';

import type { Draft } from '../../../api/types';
import { drafts, type LocalDraft } from './drafts';

/** Keeps what is typed, and shows what the server has: the draft of an earlier day, or a reply that was taken back. */
export function useDraft(ticketId: number, editor: Editor, rest: Omit<LocalDraft, 'body'>, onShow: (draft: LocalDraft) => void) {
  const touched = useRef(drafts.get(ticketId) !== undefined);
  const latest = useRef({ rest, onShow });
  latest.current = { rest, onShow };
  const [other, setOther] = useState<Draft | null>(null);
  const keep = (changed: Editor): void => {
    touched.current = true;
    drafts.write(ticketId, { ...latest.current.rest, body: changed.isEmpty ? '' : changed.getHTML() });
  };
  useEffect(() => {
    let here = true;
    const show = (draft: LocalDraft): void => {
      editor.commands.setContent(draft.body, { emitUpdate: false });
      latest.current.onShow(draft);
    };
    drafts.load(ticketId).then(
      (draft) => {
        if (!here || !draft || draft.body === drafts.get(ticketId)?.body) return;
        if (touched.current || !editor.isEmpty) setOther(draft);
        else show(drafts.asLocal(draft));
      },
      () => undefined,
    );
    const unwatch = drafts.watch(ticketId, { show, conflict: setOther });
    return () => {
      here = false;
      unwatch();
      drafts.flush(ticketId);
    };
  }, [ticketId, editor]);
  const first = useRef(true);
  const { kind, recipients, attachments } = rest;
  useEffect(() => {
    if (first.current) first.current = false;
    else if (touched.current || attachments.length || recipients) keep(editor);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the text itself is kept as it changes
  }, [kind, recipients, attachments]);
  return {
    keep,
    other,
    forget: (): void => {
      touched.current = false;
      setOther(null);
    },
  };
}
