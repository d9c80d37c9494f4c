import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { IconArrowMerge, IconEye, IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useDeferredValue, useEffect, useState } from 'react';

import { isUnread } from '../../api/readMarks';
import { ticketQuery } from '../../api/queries';
import type { TicketRow } from '../../api/types';
import { useCommands } from '../../lib/commands';
import { formatList } from '../../lib/format';
import { holdKeys } from '../../lib/keys';
import { useHeartbeat, useViewers } from '../../live/presence';
import { sendLive, whileConnected } from '../../live/session';
import { useMe } from '../../ui/names';
import { setRead } from './actions';
import type { Ask } from './composer/Composer';
import s from './Conversation.module.css';
import { TicketHeader } from './header/TicketHeader';
import { Thread } from './thread/Thread';

const Composer = lazy(() => import('./composer/Composer'));
/** A reply that is taken back becomes a draft again, which the composer then shows. */
const takeBack = async <T,>(ticketId: number, work: () => Promise<T>): Promise<T> => (await import('./composer/drafts')).drafts.around(ticketId, work);
const READ_MS = 1200;

interface Props {
  ticket: TicketRow;
  view: string;
  mobile: boolean;
  panelOpen: boolean;
  onPanel: () => void;
  onSolve: () => void;
}

export default function Conversation({ ticket, view, mobile, panelOpen, onPanel, onSolve }: Props) {
  const [ask, setAsk] = useState<{ ticketId: number; ask: Ask } | null>(null);
  const want = (mode: Ask['mode']) => (): void => {
    holdKeys();
    setAsk((old) => ({ ticketId: ticket.id, ask: { mode, n: (old?.ask.n ?? 0) + 1 } }));
  };
  useCommands([
    { id: 'reply', label: t`Reply`, group: t`Ticket`, keys: 'r', run: want('reply') },
    { id: 'note', label: t`Add an internal note`, group: t`Ticket`, keys: 'n', run: want('note') },
  ]);
  useReading(ticket);
  // What was said is drawn first. Never an old composer: it would write to another customer.
  const settled = useDeferredValue(ticket.id) === ticket.id;
  return (
    <section className={s.conversation} aria-label={t`Ticket ${ticket.reference}`}>
      {mobile && <h1 className="sr-only"><Trans>Ticket</Trans></h1>}
      <TicketHeader key={ticket.id} ticket={ticket} view={view} mobile={mobile} panelOpen={panelOpen} onPanel={onPanel} onSolve={onSolve} />
      <Links ticket={ticket} view={view} />
      <Thread key={`t${ticket.id}`} ticketId={ticket.id} takeBack={takeBack} />
      <Others ticketId={ticket.id} />
      {ticket.merged_into_id === null && (
        <Suspense fallback={<div className={s.placeholder} />}>
          {settled ? <Composer key={ticket.id} ticket={ticket} mobile={mobile} ask={ask?.ticketId === ticket.id ? ask.ask : null} /> : <div className={s.placeholder} />}
        </Suspense>
      )}
    </section>
  );
}

/** Tells colleagues that I am here, and marks what I have seen as read once I stayed a moment. */
function useReading(ticket: TicketRow): void {
  const { id } = ticket;
  const view = (): void => sendLive({ type: 'view', ticket_id: id });
  useHeartbeat(view, id);
  useEffect(() => whileConnected(() => sendLive({ type: 'view', ticket_id: id })), [id]);
  useEffect(() => () => sendLive({ type: 'view', ticket_id: null }), []);
  useEffect(() => {
    const read = (): void => {
      if (!document.hidden && isUnread(ticket)) setRead(ticket, Math.max(ticket.last_inbound_id ?? 0, ticket.last_message_id ?? 0));
    };
    const timer = setTimeout(read, READ_MS);
    document.addEventListener('visibilitychange', read);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', read);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another change of the ticket is nothing new to read
  }, [id, ticket.last_inbound_id]);
}

/** A colleague who types is shouted about, one who only looks is mentioned. */
function Others({ ticketId }: { ticketId: number }) {
  const me = useMe();
  const viewers = useViewers(ticketId);
  const customer = viewers.find((viewer) => viewer.doing === 'typing_customer');
  const others = viewers.filter((viewer) => viewer.id !== me.id && viewer !== customer);
  const replying = others.filter((viewer) => viewer.doing === 'typing_reply');
  const noting = others.filter((viewer) => viewer.doing === 'typing_note');
  const looking = noting.length ? noting : others;
  const names = (list: typeof others): string => formatList(list.map((viewer) => viewer.name));
  return (
    <div role="status" className={s.others}>
      {customer && (
        <p>
          <IconPencil size={14} aria-hidden />
          <span>
            <Trans>
              <b dir="auto">{customer.name}</b> is typing …
            </Trans>
          </span>
        </p>
      )}
      {replying.length > 0 ? (
        <p data-typing>
          <IconPencil size={14} aria-hidden />
          <span>
            <Trans>
              <b dir="auto">{names(replying)}</b> <Plural value={replying.length} one="is replying to this customer right now" other="are replying to this customer right now" />
            </Trans>
          </span>
        </p>
      ) : others.length > 0 ? (
        <p>
          {noting.length ? <IconPencil size={14} aria-hidden /> : <IconEye size={14} aria-hidden />}
          <span>
            {noting.length ? (
              <Trans>
                <b dir="auto">{names(looking)}</b> <Plural value={looking.length} one="is writing a note" other="are writing a note" />
              </Trans>
            ) : (
              <Trans>
                <b dir="auto">{names(looking)}</b> <Plural value={looking.length} one="is also looking at this ticket" other="are also looking at this ticket" />
              </Trans>
            )}
          </span>
        </p>
      ) : null}
    </div>
  );
}

function Links({ ticket, view }: { ticket: TicketRow; view: string }) {
  const { merged_into_id: merged, follows_id: follows, maybe_related_id: related } = ticket;
  if (!merged && !follows && !related) return null;
  return (
    <p className={s.links}>
      <IconArrowMerge size={14} aria-hidden />
      {merged !== null && (
        <span>
          <Trans>
            This ticket was merged into <Reference id={merged} view={view} />. Answer there.
          </Trans>
        </span>
      )}
      {follows !== null && (
        <span>
          <Trans>
            Follows <Reference id={follows} view={view} />.
          </Trans>
        </span>
      )}
      {related !== null && (
        <span>
          <Trans>
            May belong to <Reference id={related} view={view} />.
          </Trans>
        </span>
      )}
    </p>
  );
}

function Reference({ id, view }: { id: number; view: string }) {
  const { data } = useQuery({ ...ticketQuery(id), retry: false });
  return (
    <Link to="/inbox/$view/$ticketId" params={{ view, ticketId: String(id) }}>
      {data ? `${data.reference} ${data.subject}` : t`another ticket`}
    </Link>
  );
}
