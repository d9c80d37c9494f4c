import { IconClockX, IconDownload, IconFileAlert, IconLoader2, IconPaperclip } from '@tabler/icons-react';

import type { Attachment, Message } from '../../../api/types';
import { fileSize } from '../../../ui/words';
import s from './Message.module.css';

/** The files of a message. One that is still on its network, or never came, says so in its place. */
export function Files({ message: m }: { message: Message }) {
  const files = m.attachments.filter((file) => !file.inline || !m.body_html);
  if (!files.length) return null;
  return (
    <ul className={s.files} aria-label="Attachments">
      {files.map((file) => (
        <li key={file.id}>{file.state === 'stored' ? <Stored file={file} /> : <Missing file={file} />}</li>
      ))}
    </ul>
  );
}

function Stored({ file }: { file: Attachment }) {
  return (
    <a href={file.url} target="_blank" rel="noopener" className={s.file} download={file.filename} title={`Download ${file.filename}`}>
      {file.content_type.startsWith('image/') ? <img src={file.url} alt="" loading="lazy" /> : <IconPaperclip size={13} aria-hidden />}
      <bdi>{file.filename || 'file'}</bdi>
      <span className="num">{fileSize(file.size)}</span>
      <IconDownload size={13} aria-hidden />
    </a>
  );
}

const WORDS = { pending: 'is being fetched', refused: 'was not taken', expired: 'is gone' } as const;
const ICONS = { pending: IconLoader2, refused: IconFileAlert, expired: IconClockX } as const;

function Missing({ file }: { file: Attachment }) {
  const state = file.state as keyof typeof WORDS;
  const Icon = ICONS[state];
  return (
    <span className={s.file} data-missing={state}>
      <Icon size={13} aria-hidden />
      <bdi>{file.filename || 'file'}</bdi>
      <span>{WORDS[state]}</span>
      {file.error && <span className={s.why}>{file.error}</span>}
    </span>
  );
}
