import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { IconArrowBackUp, IconBellOff, IconLock, IconRobot, IconTrash } from '@tabler/icons-react';
import { lazy, memo, Suspense, useState } from 'react';

import type { Address, Message as Row } from '../../../api/types';
import { formatList } from '../../../lib/format';
import { Avatar } from '../../../ui/Avatar';
import Below from './Below';
import { DeliveryLine, type TakeBack } from './DeliveryLine';
import { clockTime, fullTime } from './dates';
import s from './Message.module.css';
import { OwnWords } from './own';
import { parted } from './signature';
import { Where } from './Standing';
import { linksIn, Words } from './Words';

const MessageMenu = lazy(() => import('./MessageMenu'));
// Cleaning and framing HTML is much code, and most conversations have none.
const MailFrame = lazy(() => import('./MailFrame'));
const Previews = lazy(() => import('./Previews'));

const LONG = 2400; // characters, about a screen
const MOST_LINKS = 3;

interface Props {
  message: Row;
  surface: string;
  takeBack: TakeBack;
}

/** `surface` is what people call the face of the network that it stands on; empty for mail. */
export const Message = memo(function Message({ message: m, surface, takeBack }: Props) {
  if (m.delivery?.state === 'cancelled') return <TakenBack message={m} />;
  const side = m.visibility === 'internal' ? 'note' : m.direction === 'inbound' ? 'in' : 'out';
  const name = m.author.name || (m.author.kind === 'system' ? 'Janice' : t`Unknown`);
  const open = m.visibility === 'public';
  const what =
    side === 'note' ? t`Internal note from ${name}` : side === 'in' ? (open ? t`Public message from ${name}` : t`Private message from ${name}`) : open ? t`Public reply from ${name}` : t`Private reply from ${name}`;
  return (
    <li className={s.message} data-side={side} data-public={m.visibility === 'public' || undefined} data-message={m.id}>
      {side !== 'out' && <Avatar name={name} size={28} />}
      <article className={s.bubble} aria-label={what}>
        <header>
          {side === 'note' && (
            <span className={s.noteTag}>
              <IconLock size={11} aria-hidden /> <Trans>Internal note</Trans>
            </span>
          )}
          <b dir="auto">{name}</b>
          {side !== 'note' && <Where message={m} label={surface} />}
          {m.automated && (
            <span className={s.tag} title={t`Sent by a machine: it starts no promise and is not answered`}>
              <IconRobot size={12} aria-hidden /> <Trans>Automatic</Trans>
            </span>
          )}
          <span className={s.end}>
            <time dateTime={m.sent_at} title={fullTime(m.sent_at)}>
              {clockTime(m.sent_at)}
            </time>
            {(m.surface !== '' || side === 'in') && !m.deleted_at && side !== 'note' && (
              <Suspense>
                <MessageMenu message={m} />
              </Suspense>
            )}
          </span>
        </header>
        {side !== 'note' && <Recipients message={m} />}
        {m.deleted_at ? (
          <p className={s.deleted}>
            <IconTrash size={13} aria-hidden /> <Trans>Deleted {clockTime(m.deleted_at)}. Its words are gone from here too.</Trans>
          </p>
        ) : (
          <Body message={m} />
        )}
        {m.not_told.length > 0 && <NotTold names={m.not_told} />}
        <Below message={m} />
        {m.delivery && <DeliveryLine message={m} delivery={m.delivery} takeBack={takeBack} />}
      </article>
    </li>
  );
});

/** Whom the note calls by name, and who may not see the ticket. */
function NotTold({ names }: { names: readonly string[] }) {
  const who = formatList(names);
  return (
    <p className={s.notTold}>
      <IconBellOff size={13} aria-hidden />
      <span>
        <Plural value={names.length} one={`${who} was not told, for they may not see this ticket.`} other={`${who} were not told, for they may not see this ticket.`} />
      </span>
    </p>
  );
}

/** A reply that never left is a fact about us, not something that was said. */
function TakenBack({ message: m }: { message: Row }) {
  return (
    <li className={s.takenBack} data-message={m.id}>
      <IconArrowBackUp size={13} aria-hidden />
      <span>
        <Trans>
          <b dir="auto">{m.author.name}</b> took a reply back before it was sent
        </Trans>
      </span>
      <time dateTime={m.sent_at} title={fullTime(m.sent_at)}>
        {clockTime(m.sent_at)}
      </time>
    </li>
  );
}

/** The words: shown whole when they are short, else as far as a screen goes. */
function Body({ message: m }: { message: Row }) {
  const [quoted, setQuoted] = useState(false);
  const [whole, setWhole] = useState(false);
  const [signed, setSigned] = useState(false);
  const framed = m.direction === 'inbound' && m.body_html !== '';
  const own = m.direction !== 'inbound' && m.body_html !== '';
  const short = m.reply_text || m.body_text;
  const folded = !framed && !own && m.reply_text !== '' && m.body_text.trim().length > m.reply_text.trim().length + 2;
  const long = !framed && (own ? m.body_text : short).length > LONG;
  const links = linksIn(short).slice(0, MOST_LINKS);
  const [said, signature] = !framed && !own && !quoted ? parted(short) : [short, ''];
  return (
    <>
      {framed ? (
        <Suspense fallback={<div className={s.text}>{short.slice(0, LONG)}</div>}>
          <MailFrame html={m.body_html} attachments={m.attachments} title={t`Message from ${m.author.name}`} />
        </Suspense>
      ) : (
        <div className={s.text} data-plain={!own || undefined} data-cut={(long && !whole) || undefined} dir="auto">
          {own ? <OwnWords html={m.body_html} /> : <Words text={quoted ? m.body_text : said} />}
        </div>
      )}
      {signature !== '' && signed && (
        <div className={s.signature} dir="auto">
          <Words text={signature} />
        </div>
      )}
      {long && (
        <button type="button" className={s.fold} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t`Show less` : t`Show the whole message`}
        </button>
      )}
      {signature !== '' && (
        <button type="button" className={s.fold} aria-expanded={signed} onClick={() => setSigned(!signed)}>
          {signed ? t`Hide the signature` : t`Show the signature`}
        </button>
      )}
      {folded && (
        <button type="button" className={s.fold} aria-expanded={quoted} onClick={() => setQuoted(!quoted)}>
          {quoted ? t`Hide what was quoted` : t`Show what was quoted`}
        </button>
      )}
      {links.length > 0 && (
        <Suspense>
          <Previews messageId={m.id} urls={links} />
        </Suspense>
      )}
    </>
  );
}

const names = (list: readonly Address[]): string => list.map((a) => a.name || a.handle).join(', ');
/** Only what is not obvious: everybody beyond the one person who is written to. */
function Recipients({ message: m }: { message: Row }) {
  const { to, cc, bcc } = m.recipients;
  if (to.length <= 1 && cc.length + bcc.length === 0) return null;
  const parts = [to.length ? t`To ${names(to)}` : '', cc.length ? t`Cc ${names(cc)}` : '', bcc.length ? t`Bcc ${names(bcc)}` : ''].filter(Boolean);
  const title = [...to, ...cc, ...bcc].map((a) => (a.name ? `${a.name} <${a.handle}>` : a.handle)).join(', ');
  return (
    <p className={s.recipients} title={title} dir="auto">
      {parts.join(' · ')}
    </p>
  );
}
