import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button } from '@mantine/core';
import { IconAlertCircle, IconPaperclip, IconX } from '@tabler/icons-react';

import type { Attachment } from '../../../api/types';
import { fileSize } from '../../../ui/words';
import s from './Composer.module.css';
import type { Uploads } from './useUploads';

/** Files that go with what is written: those that are there, those on their way, and those that cannot go. */
export default function UploadList({ files, uploads, onRemove }: { files: readonly Attachment[]; uploads: Uploads; onRemove: (id: number) => void }) {
  return (
    <ul className={s.files} aria-label={t`Files to send`}>
      {files.map((file) => (
        <li key={file.id}>
          {file.content_type.startsWith('image/') ? <img src={file.url} alt="" /> : <IconPaperclip size={13} aria-hidden />}
          <bdi>{file.filename}</bdi>
          <small className="num">{fileSize(file.size)}</small>
          <ActionIcon size={24} aria-label={t`Remove ${file.filename}`} onClick={() => onRemove(file.id)}>
            <IconX size={13} />
          </ActionIcon>
        </li>
      ))}
      {uploads.pending.map((item) => (
        <li key={`p${item.key}`} data-problem={item.problem !== null || undefined}>
          {item.problem !== null && <IconAlertCircle size={13} aria-hidden />}
          <bdi>{item.file.name}</bdi>
          <small role={item.problem === null ? undefined : 'alert'}>{item.problem ?? fileSize(item.file.size)}</small>
          {item.problem === null && <progress className={s.progress} value={item.share} aria-label={t`Uploading ${item.file.name}`} />}
          {item.problem !== null && !item.refused && (
            <Button size="compact-xs" variant="subtle" onClick={() => uploads.retry(item.key)}>
              <Trans>Retry</Trans>
            </Button>
          )}
          <ActionIcon size={24} aria-label={t`Remove ${item.file.name}`} onClick={() => uploads.drop(item.key)}>
            <IconX size={13} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
