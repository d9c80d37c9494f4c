import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { useComputedColorScheme } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { memo, useCallback, useMemo, useRef, useState } from 'react';

import type { Attachment } from '../../../api/types';
import { mailDocument } from './mailHtml';
import s from './Message.module.css';

const TALL = 900; // pixels that a mail may take before it is folded
const LOOKS = { light: { ink: '#151a23', link: '#3450bf' }, dark: { ink: '#e9ecf2', link: '#a2b4f9' } };

/** A customer's HTML. The sandbox lets no script run and no form be sent; it keeps our origin only so that the frame can be measured and files of the message be shown. */
export default memo(function MailFrame({ html, attachments, title }: { html: string; attachments: readonly Attachment[]; title: string }) {
  const [images, setImages] = useState(false);
  const [tall, setTall] = useState(false);
  const [whole, setWhole] = useState(false);
  const scheme = useComputedColorScheme('light');
  const document = useMemo(() => mailDocument(html, attachments, images, LOOKS[scheme]), [html, attachments, images, scheme]);
  const watcher = useRef<ResizeObserver | null>(null);
  const fit = useCallback((frame: HTMLIFrameElement | null) => {
    watcher.current?.disconnect();
    if (!frame) return;
    const measure = (): void => {
      const inner = frame.contentDocument?.documentElement;
      const body = frame.contentDocument?.body;
      if (!inner || !body) return;
      setTall(body.scrollHeight > TALL);
      frame.style.blockSize = `${Math.ceil(Math.max(body.getBoundingClientRect().height, body.scrollHeight)) + (inner.scrollWidth > inner.clientWidth ? 14 : 0)}px`;
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
          <Plural value={document.blocked} one="# remote image is not shown." other="# remote images are not shown." />
          <button type="button" onClick={() => setImages(true)}>
            <Trans>Show images</Trans>
          </button>
        </p>
      )}
      <iframe ref={fit} className={s.frame} data-cut={(tall && !whole) || undefined} title={title} srcDoc={document.srcdoc} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerPolicy="no-referrer" />
      {tall && (
        <button type="button" className={s.fold} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t`Show less` : t`Show the whole message`}
        </button>
      )}
    </>
  );
});
