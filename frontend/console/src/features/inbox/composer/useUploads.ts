import { useEffect, useRef, useState } from 'react';

import { explain } from '../../../api/http';
import type { Attachment } from '../../../api/types';
import { upload } from '../../../api/upload';
import { type FileRules, refusal } from './fileRules';

interface Pending {
  key: number;
  file: File;
  problem: string | null;
  /** It was not even tried: trying again changes nothing. */
  refused: boolean;
  share: number;
}
export interface Uploads {
  pending: readonly Pending[];
  busy: boolean;
  add: (files: readonly File[]) => void;
  retry: (key: number) => void;
  drop: (key: number) => void;
}

/** Files on their way. One that is refused stays in sight with its reason; nothing else is lost. */
export function useUploads(ticketId: number, there: readonly Attachment[], rules: FileRules, onDone: (file: Attachment) => void): Uploads {
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const keys = useRef(0);
  const stops = useRef(new Map<number, () => void>());
  useEffect(() => () => stops.current.forEach((stop) => stop()), []);
  const change = (key: number, changes: Partial<Pending>): void => setPending((list) => list.map((item) => (item.key === key ? { ...item, ...changes } : item)));
  const send = (item: Pending): void => {
    const { done, stop } = upload(ticketId, item.file, (share) => change(item.key, { share }));
    stops.current.set(item.key, stop);
    done
      .then(
        (file) => {
          setPending((list) => list.filter((p) => p.key !== item.key));
          onDone(file);
        },
        (error: unknown) => change(item.key, { problem: explain(error) }),
      )
      .finally(() => stops.current.delete(item.key));
  };
  return {
    pending,
    busy: pending.some((p) => p.problem === null),
    add(files) {
      const known = [...there, ...pending.filter((p) => p.problem === null).map((p) => p.file)] as { size: number }[];
      const items = files.map((file) => {
        const problem = refusal(file, known, rules);
        if (problem === null) known.push(file);
        return { key: keys.current++, file, problem, refused: problem !== null, share: 0 };
      });
      setPending((list) => [...list, ...items]);
      items.filter((item) => item.problem === null).forEach(send);
    },
    retry(key) {
      const item = pending.find((p) => p.key === key);
      if (!item) return;
      change(key, { problem: null, share: 0 });
      send(item);
    },
    drop(key) {
      setPending((list) => list.filter((p) => p.key !== key));
      stops.current.get(key)?.();
    },
  };
}
