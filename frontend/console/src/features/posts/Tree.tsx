import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconEyeOff, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

import type { CommentTree, Message } from '../../api/types';
import { withWords } from '../../lib/language';
import { Avatar } from '../../ui/Avatar';
import { STATUS } from '../../ui/words';
import { useUndoableUpdate } from '../inbox/actions';
import { fullTime, shortTime } from '../inbox/thread/dates';
import { depths } from './depths';
import s from './Posts.module.css';

const Below = lazy(withWords('ticket', () => import('../inbox/thread/Below')));

/** One conversation under a post: who said what to whom, and the ticket that keeps it. */
export function Tree({ tree }: { tree: CommentTree }) {
  const update = useUndoableUpdate();
  const { ticket } = tree;
  const done = ['solved', 'closed', 'spam'].includes(ticket.status);
  const indent = depths(tree.messages);
  return (
    <li className={s.tree} data-waits={tree.unanswered || undefined}>
      <ul>
        {tree.messages.map((message) => (
          <Comment key={message.id} message={message} depth={indent.get(message.id) ?? 0} />
        ))}
      </ul>
      <footer>
        <span className={s.state} data-waits={tree.unanswered || undefined}>
          {stateOf(tree)}
        </span>
        <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(ticket.id) }}>
          {done ? t`Open` : t`Answer in`} <bdi className="num">{ticket.reference}</bdi>
        </Link>
        {tree.unanswered && (
          <Button size="compact-xs" variant="default" leftSection={<IconUsersGroup size={13} />} onClick={() => update(ticket, { outcome: 'community', status: 'solved' }, t`answered by the community`)}>
            <Trans>Answered by the community</Trans>
          </Button>
        )}
      </footer>
    </li>
  );
}

function stateOf({ unanswered, ticket, messages }: CommentTree): string {
  if (unanswered) return t`Unanswered`;
  if (ticket.outcome === 'community') return t`Answered by the community`;
  if (ticket.status === 'solved' || ticket.status === 'closed' || ticket.status === 'spam') return STATUS[ticket.status];
  const last = messages.findLast((message) => message.deleted_at === null && message.hidden_at === null);
  return last?.direction === 'outbound' ? t`Answered` : t`Nothing to answer`;
}

function Comment({ message: m, depth }: { message: Message; depth: number }) {
  const ours = m.direction === 'outbound';
  if (m.visibility === 'internal') return null;
  return (
    <li className={s.comment} data-ours={ours || undefined} style={{ marginInlineStart: depth * 26 }}>
      <Avatar name={m.author.name || t`Unknown`} size={26} />
      <article aria-label={ours ? t`Our comment by ${m.author.name}` : t`Comment by ${m.author.name}`}>
        <p>
          <b dir="auto">{m.author.name}</b>
          {ours && <span className={s.us}><Trans>Us</Trans></span>}
          {m.hidden_at && (
            <span className={s.held}>
              <IconEyeOff size={12} aria-hidden /> <Trans>Hidden</Trans>
            </span>
          )}
          <time dateTime={m.sent_at} title={fullTime(m.sent_at)}>
            {shortTime(m.sent_at)}
          </time>
        </p>
        {m.deleted_at ? (
          <p className={s.gone}>
            <IconTrash size={13} aria-hidden /> <Trans>Deleted</Trans>
          </p>
        ) : (
          <p className={s.said} dir="auto">
            {m.body_text}
          </p>
        )}
        <Suspense>
          <Below message={m} />
        </Suspense>
      </article>
    </li>
  );
}
