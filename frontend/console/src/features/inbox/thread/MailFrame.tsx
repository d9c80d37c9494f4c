import { useComputedColorScheme } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { memo, useCallback, useMemo, useRef, useState } from 'react';

import type { Attachment } from '../../../api/types';
import { mailDocument } from './mailHtml';
import s from './Message.module.css';

const LOOKS = { light: { ink: '#151a23', link: '#3450bf' }, dark: { ink: '#e9ecf2', link: '#a2b4f9' } };

/** A customer's HTML. The sandbox lets no script run and no form be sent; it keeps our origin only so that the frame can be measured and files of the message be shown. */
export const MailFrame = memo(function MailFrame({ html, attachments, title }: { html: string; attachments: readonly Attachment[]; title: string }) {
  const [images, setImages] = useState(false);
  const scheme = useComputedColorScheme('light');
  const document = useMemo(() => mailDocument(html, attachments, images, LOOKS[scheme]), [html, attachments, images, scheme]);
  const watcher = useRef<ResizeObserver | null>(null);
  const fit = useCallback((frame: HTMLIFrameElement | null) => {
    watcher.current?.disconnect();
    if (!frame) return;
    const measure = (): void => {
      const inner = frame.contentDocument?.documentElement;
      const body = frame.contentDocument?.body;
      if (inner && body) frame.style.blockSize = `${Math.ceil(Math.max(body.getBoundingClientRect().height, body.scrollHeight)) + (inner.scrollWidth > inner.clientWidth ? 14 : 0)}px`;
    };
    frame.onload = () => {
      watcher.current?.disconnect();
      const body = frame.contentDocument?.body;
      if (!body) return;
      watcher.current = new ResizeObserver(measure);
      watcher.current.observe(body);
      measure();
    };
  }, []);
  return (
    <>
      {document.blocked > 0 && (
        <p className={s.images}>
          <IconPhotoOff size={14} aria-hidden />
          {document.blocked === 1 ? 'A remote image is' : `${document.blocked} remote images are`} not shown.
          <button type="button" onClick={() => setImages(true)}>
            Show images
          </button>
        </p>
      )}
      <iframe ref={fit} className={s.frame} title={title} srcDoc={document.srcdoc} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerPolicy="no-referrer" />
    </>
  );
});
