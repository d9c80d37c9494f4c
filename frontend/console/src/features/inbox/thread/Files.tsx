import { msg, t } from '@lingui/core/macro';
import { useQueryClient } from '@tanstack/react-query';
import { IconClockX, IconDownload, IconFileAlert, IconFileTypePdf, IconLoader2, IconPaperclip } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';

import { messagesQuery } from '../../../api/queries';
import type { Attachment, Message } from '../../../api/types';
import { spoken } from '../../../lib/language';
import { fileSize } from '../../../ui/words';
import s from './Message.module.css';

const Viewer = lazy(() => import('./Viewer'));
const Recording = lazy(() => import('./Recording'));

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const PLAYED = /^(audio|video)\/(mpeg|mp4|ogg|opus|webm|wav|wave|x-wav|vnd\.wave|aac|mp3|x-m4a|quicktime)$|^application\/ogg$/;
const isPicture = (file: Attachment): boolean => file.state === 'stored' && PICTURES.has(file.content_type);
const files = (m: Message): Attachment[] => m.attachments.filter((file) => !file.inline || !m.body_html);

/** The files of a message. One that is still on its network, or never came, says so in its place. */
export function Files({ message: m }: { message: Message }) {
  const client = useQueryClient();
  const [viewing, setViewing] = useState<number | null>(null);
  const opener = useRef<Element | null>(null);
  const own = files(m);
  if (!own.length) return null;
  const view = (id: number): void => {
    opener.current = document.activeElement;
    setViewing(id);
  };
  const close = (): void => {
    setViewing(null);
    requestAnimationFrame(() => opener.current instanceof HTMLElement && opener.current.focus());
  };
  const all = (): Attachment[] => {
    const said = client.getQueryData(messagesQuery(m.ticket_id).queryKey)?.pages.flatMap((page) => page.results) ?? [m];
    return said.toReversed().flatMap(files).filter(isPicture);
  };
  return (
    <>
      <ul className={s.files} aria-label={t`Attachments`}>
        {own.map((file) => (
          <li key={file.id}>{file.state === 'stored' ? <Stored file={file} onView={() => view(file.id)} /> : <Missing file={file} />}</li>
        ))}
      </ul>
      <Suspense>{viewing !== null && <Viewer images={all()} start={viewing} onClose={close} />}</Suspense>
    </>
  );
}

function Stored({ file, onView }: { file: Attachment; onView: () => void }) {
  const name = file.filename || t`file`;
  if (isPicture(file))
    return (
      <button type="button" className={s.picture} onClick={onView} aria-label={t`View ${name}`} title={`${name}, ${fileSize(file.size)}`}>
        <img src={`${file.url}?small=true`} alt="" loading="lazy" />
      </button>
    );
  if (PLAYED.test(file.content_type))
    return (
      <Suspense fallback={<span className={s.file}>{name}</span>}>
        <Recording file={file} />
      </Suspense>
    );
  const pdf = file.content_type === 'application/pdf';
  return (
    <a href={pdf ? `${file.url}?open=true` : file.url} target="_blank" rel="noopener noreferrer" className={s.file} {...(pdf ? {} : { download: file.filename })} title={pdf ? t`Read ${name} in another tab` : t`Download ${name}`}>
      {pdf ? <IconFileTypePdf size={14} aria-hidden /> : <IconPaperclip size={13} aria-hidden />}
      <bdi>{name}</bdi>
      <span className="num">{fileSize(file.size)}</span>
      {!pdf && <IconDownload size={13} aria-hidden />}
    </a>
  );
}

const WORDS = spoken({ pending: msg`is being fetched`, refused: msg`was not taken`, expired: msg`is gone` });
const ICONS = { pending: IconLoader2, refused: IconFileAlert, expired: IconClockX } as const;

function Missing({ file }: { file: Attachment }) {
  const state = file.state as keyof typeof WORDS;
  const Icon = ICONS[state];
  return (
    <span className={s.file} data-missing={state}>
      <Icon size={13} aria-hidden />
      <bdi>{file.filename || t`file`}</bdi>
      <span>{WORDS[state]}</span>
      {file.error && <span className={s.why}>{file.error}</span>}
    </span>
  );
}
