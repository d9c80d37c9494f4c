import { IconArrowBackUp, IconLock, IconRobot, IconTrash } from '@tabler/icons-react';
import { lazy, memo, Suspense, useMemo, useState } from 'react';

import type { Address, Message as Row } from '../../../api/types';
import { Avatar } from '../../../ui/Avatar';
import { DeliveryLine } from './DeliveryLine';
import { clockTime, fullTime } from './dates';
import { Files } from './Files';
import { MailFrame } from './MailFrame';
import { ownHtml } from './mailHtml';
import s from './Message.module.css';
import { Marks, Where } from './Standing';

const MessageMenu = lazy(() => import('./MessageMenu'));

interface Props {
  message: Row;
  surface: string;
  onRestore: (message: Row) => void;
}

/** `surface` is what people call the face of the network that it stands on; empty for mail. */
export const Message = memo(function Message({ message: m, surface, onRestore }: Props) {
  if (m.delivery?.state === 'cancelled') return <TakenBack message={m} />;
  const side = m.visibility === 'internal' ? 'note' : m.direction === 'inbound' ? 'in' : 'out';
  const name = m.author.name || (m.author.kind === 'system' ? 'Janice' : 'Unknown');
  const what = side === 'note' ? 'Internal note' : `${m.visibility === 'public' ? 'Public' : 'Private'} ${side === 'in' ? 'message' : 'reply'}`;
  return (
    <li className={s.message} data-side={side} data-public={m.visibility === 'public' || undefined} data-message={m.id}>
      {side !== 'out' && <Avatar name={name} size={28} />}
      <article className={s.bubble} aria-label={`${what} from ${name}`}>
        <header>
          {side === 'note' && (
            <span className={s.noteTag}>
              <IconLock size={11} aria-hidden /> Internal note
            </span>
          )}
          <b dir="auto">{name}</b>
          {side !== 'note' && <Where message={m} label={surface} />}
          {m.automated && (
            <span className={s.tag} title="Sent by a machine: it starts no promise and is not answered">
              <IconRobot size={12} aria-hidden /> Automatic
            </span>
          )}
          <time dateTime={m.sent_at} title={fullTime(m.sent_at)}>
            {clockTime(m.sent_at)}
          </time>
          {(m.surface !== '' || side === 'in') && !m.deleted_at && side !== 'note' && (
            <Suspense>
              <MessageMenu message={m} />
            </Suspense>
          )}
        </header>
        {side !== 'note' && <Recipients message={m} />}
        {m.deleted_at ? (
          <p className={s.deleted}>
            <IconTrash size={13} aria-hidden /> Deleted {clockTime(m.deleted_at)}. Its words are gone from here too.
          </p>
        ) : (
          <Body message={m} />
        )}
        <Files message={m} />
        <Marks message={m} />
        {m.delivery && <DeliveryLine message={m} delivery={m.delivery} onRestore={onRestore} />}
      </article>
    </li>
  );
});

/** A reply that never left is a fact about us, not something that was said. */
function TakenBack({ message: m }: { message: Row }) {
  return (
    <li className={s.takenBack} data-message={m.id}>
      <IconArrowBackUp size={13} aria-hidden />
      <span>
        <b dir="auto">{m.author.name}</b> took a reply back before it was sent
      </span>
      <time dateTime={m.sent_at} title={fullTime(m.sent_at)}>
        {clockTime(m.sent_at)}
      </time>
    </li>
  );
}

function Body({ message: m }: { message: Row }) {
  const [whole, setWhole] = useState(false);
  const own = useMemo(() => (m.direction === 'inbound' || !m.body_html ? null : ownHtml(m.body_html)), [m.direction, m.body_html]);
  if (own !== null) return <div className={s.text} dir="auto" dangerouslySetInnerHTML={{ __html: own }} />;
  if (m.body_html) return <MailFrame html={m.body_html} attachments={m.attachments} title={`Message from ${m.author.name}`} />;
  const short = m.reply_text || m.body_text;
  const folded = m.reply_text !== '' && m.body_text.trim().length > m.reply_text.trim().length + 2;
  return (
    <>
      <div className={s.text} data-plain dir="auto">
        {whole ? m.body_text : short}
      </div>
      {folded && (
        <button type="button" className={s.fold} aria-expanded={whole} aria-label={whole ? 'Hide quoted text' : 'Show quoted text'} onClick={() => setWhole(!whole)}>
          •••
        </button>
      )}
    </>
  );
}

const names = (list: readonly Address[]): string => list.map((a) => a.name || a.handle).join(', ');
/** Only what is not obvious: everybody beyond the one person who is written to. */
function Recipients({ message: m }: { message: Row }) {
  const { to, cc, bcc } = m.recipients;
  if (to.length <= 1 && cc.length + bcc.length === 0) return null;
  const parts = [to.length ? `To ${names(to)}` : '', cc.length ? `Cc ${names(cc)}` : '', bcc.length ? `Bcc ${names(bcc)}` : ''].filter(Boolean);
  const title = [...to, ...cc, ...bcc].map((a) => (a.name ? `${a.name} <${a.handle}>` : a.handle)).join(', ');
  return (
    <p className={s.recipients} title={title} dir="auto">
      {parts.join(' · ')}
    </p>
  );
}
