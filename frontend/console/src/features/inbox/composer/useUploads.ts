import { useEffect, useRef, useSyncExternalStore } from 'react';

import type { Attachment } from '../../../api/types';
import type { LocalDraft } from './drafts';
import type { FileRules } from './fileRules';
import { type Pending, uploads } from './uploads';

export interface Uploads {
  pending: readonly Pending[];
  busy: boolean;
  add: (files: readonly File[]) => void;
  retry: (key: number) => void;
  drop: (key: number) => void;
}

/** The files of one ticket that are on their way; what has arrived goes to ``onDone`` while this is shown, else into the draft. */
export function useUploads(ticketId: number, kind: LocalDraft['kind'], there: readonly Attachment[], rules: FileRules, onDone: (file: Attachment) => void): Uploads {
  const pending = useSyncExternalStore(uploads.subscribe, () => uploads.of(ticketId));
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => uploads.taking(ticketId, (file) => done.current(file)), [ticketId]);
  return {
    pending,
    busy: pending.some((item) => item.problem === null),
    add: (files) => uploads.add(ticketId, kind, files, there, rules),
    retry: (key) => uploads.retry(ticketId, key),
    drop: (key) => uploads.drop(ticketId, key),
  };
}
