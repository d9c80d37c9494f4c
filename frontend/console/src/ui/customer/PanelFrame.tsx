import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import { type Beside, panelContext, type PanelView } from '../../api/customers';
import s from './Customer.module.css';

const PATIENCE_MS = 15_000;
const TALLEST = 2000;

interface Said {
  type?: unknown;
  height?: unknown;
  url?: unknown;
}

/**
 * A page of another system. It may say ``janice:hello`` and is told whom it is about, ``janice:resize`` with its height,
 * ``janice:open`` with a link, ``janice:refresh`` for a new word. Only its own window at its own origin is heard.
 */
export function PanelFrame({ panel, beside: { contactId, ticketId } }: { panel: PanelView; beside: Beside }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(panel.height);
  const [state, setState] = useState<'loading' | 'there' | 'late' | 'refused'>('loading');
  const [attempt, setAttempt] = useState(0);
  const { id, origin, url } = panel;
  useEffect(() => {
    const tell = async (): Promise<void> => {
      const { token, expires_at } = await panelContext({ contactId, ticketId }, id);
      frame.current?.contentWindow?.postMessage({ type: 'janice:context', token, expires_at }, origin);
    };
    const hear = (event: MessageEvent<Said | null>): void => {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow || typeof event.data !== 'object' || !event.data) return;
      const { type, height: wanted, url: link } = event.data;
      if (type === 'janice:hello' || type === 'janice:refresh') void tell().catch(() => setState('late'));
      if (type === 'janice:resize' && typeof wanted === 'number' && wanted > 0) setHeight(Math.min(Math.ceil(wanted), TALLEST));
      if (type === 'janice:open' && typeof link === 'string' && /^https?:\/\//.test(link)) window.open(link, '_blank', 'noopener,noreferrer');
    };
    const refused = (event: SecurityPolicyViolationEvent): void => {
      if (event.effectiveDirective === 'frame-src' && (event.blockedURI === origin || event.blockedURI.startsWith(`${origin}/`))) setState('refused');
    };
    const timer = setTimeout(() => setState((now) => (now === 'loading' ? 'late' : now)), PATIENCE_MS);
    window.addEventListener('message', hear);
    document.addEventListener('securitypolicyviolation', refused);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('message', hear);
      document.removeEventListener('securitypolicyviolation', refused);
    };
  }, [id, origin, contactId, ticketId, attempt]);
  return (
    <>
      {state === 'refused' && (
        <p role="alert" className={s.quiet}>
          <Trans>{panel.name} cannot be shown yet. If it was added just now, reload this page.</Trans>
        </p>
      )}
      {state === 'late' && (
        <p role="alert" className={s.quiet}>
          <Trans>{panel.name} does not answer.</Trans>{' '}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              setState('loading');
              setAttempt(attempt + 1);
            }}
          >
            <Trans>Try again</Trans>
          </Button>
        </p>
      )}
      <iframe key={attempt} ref={frame} className={s.frame} title={panel.name} src={url} height={height} sandbox="allow-scripts allow-forms allow-popups allow-same-origin" referrerPolicy="no-referrer" onLoad={() => setState((now) => (now === 'refused' ? now : 'there'))} />
      <a className={s.link} href={url} target="_blank" rel="noopener noreferrer">
        <Trans>Open in a tab of its own</Trans>
      </a>
    </>
  );
}
