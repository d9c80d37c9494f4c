import { ActionIcon, Button, Loader } from '@mantine/core';
import { IconAlertCircle, IconPaperclip, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';

import { upload } from '../../../api/calls';
import { explain } from '../../../api/http';
import type { Attachment } from '../../../api/types';
import { fileSize } from '../../../ui/words';
import s from './Composer.module.css';

interface Pending {
  key: number;
  file: File;
  problem: string | null;
}
export interface Uploads {
  pending: readonly Pending[];
  busy: boolean;
  add: (files: readonly File[]) => void;
  retry: (key: number) => void;
  drop: (key: number) => void;
}

/** Files on their way. One that is refused stays in sight with its reason; nothing else is lost. */
export function useUploads(ticketId: number, onDone: (file: Attachment) => void): Uploads {
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const keys = useRef(0);
  const send = (item: Pending): void => {
    upload(ticketId, item.file).then(
      (file) => {
        setPending((list) => list.filter((p) => p.key !== item.key));
        onDone(file);
      },
      (error: unknown) => setPending((list) => list.map((p) => (p.key === item.key ? { ...p, problem: explain(error) } : p))),
    );
  };
  return {
    pending,
    busy: pending.some((p) => p.problem === null),
    add(files) {
      const items = files.map((file) => ({ key: keys.current++, file, problem: null }));
      setPending((list) => [...list, ...items]);
      items.forEach(send);
    },
    retry(key) {
      const item = pending.find((p) => p.key === key);
      if (!item) return;
      setPending((list) => list.map((p) => (p.key === key ? { ...p, problem: null } : p)));
      send(item);
    },
    drop: (key) => setPending((list) => list.filter((p) => p.key !== key)),
  };
}

export function UploadList({ files, uploads, onRemove }: { files: readonly Attachment[]; uploads: Uploads; onRemove: (id: number) => void }) {
  if (!files.length && !uploads.pending.length) return null;
  return (
    <ul className={s.files} aria-label="Files to send">
      {files.map((file) => (
        <li key={file.id}>
          <IconPaperclip size={13} aria-hidden />
          <bdi>{file.filename}</bdi>
          <small className="num">{fileSize(file.size)}</small>
          <ActionIcon size={24} aria-label={`Remove ${file.filename}`} onClick={() => onRemove(file.id)}>
            <IconX size={13} />
          </ActionIcon>
        </li>
      ))}
      {uploads.pending.map((item) => (
        <li key={`p${item.key}`} data-problem={item.problem !== null || undefined}>
          {item.problem === null ? <Loader size={12} aria-label="Uploading" /> : <IconAlertCircle size={13} aria-hidden />}
          <bdi>{item.file.name}</bdi>
          <small role={item.problem === null ? undefined : 'alert'}>{item.problem ?? fileSize(item.file.size)}</small>
          {item.problem !== null && (
            <Button size="compact-xs" variant="subtle" onClick={() => uploads.retry(item.key)}>
              Retry
            </Button>
          )}
          <ActionIcon size={24} aria-label={`Remove ${item.file.name}`} onClick={() => uploads.drop(item.key)}>
            <IconX size={13} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
