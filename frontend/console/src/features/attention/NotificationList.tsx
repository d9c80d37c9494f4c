import { ActionIcon, Button, SegmentedControl, Skeleton, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { IconBell, IconCheck } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';

import type { About } from '../../api/attention';
import { explain } from '../../api/http';
import type { Notification } from '../../api/types';
import { ago, useClock } from '../../lib/clock';
import { fullTime } from '../../lib/format';
import s from './Attention.module.css';
import { SIGNS } from './kinds';
import { useNotifications } from './useNotifications';

/** Up and down go from line to line, as in every list of the console. */
function step(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('button[data-line]')];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  lines[Math.min(lines.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
}

/** What I should know, and why I am told. */
export function NotificationList({ onOpen }: { onOpen?: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [about, setAbout] = useState<About>('all');
  const { list, read, rows, unread } = useNotifications(about);
  const follow = (one: Notification): void => {
    if (one.read_at === null) read.mutate({ ids: [one.id] });
    if (!one.ticket) return;
    onOpen?.();
    void navigate({ to: '/inbox/$view/$ticketId', params: { view: 'all', ticketId: String(one.ticket.id) } });
  };
  const empty = { all: t`Nothing yet. When somebody mentions you, gives you a ticket or writes on one that you follow, it stands here and says why.`, mentions: t`Nobody has mentioned you yet. A colleague calls you by @ and your name in a note.`, mine: t`Nothing about tickets that are assigned to you.` }[about];
  return (
    <>
      <div className={s.filter}>
        <SegmentedControl
          aria-label={t`Show`}
          value={about}
          onChange={setAbout}
          data={[
            { value: 'all', label: t`All` },
            { value: 'mentions', label: t`Mentions` },
            { value: 'mine', label: t`My tickets` },
          ]}
        />
        <Button variant="subtle" size="compact-xs" disabled={unread === 0} loading={read.isPending && read.variables.all === true} onClick={() => read.mutate({ all: true })}>
          <Trans>Mark all as read</Trans>
        </Button>
      </div>
      {list.error && !list.data ? (
        <div className={s.nothing} role="alert">
          <p>{explain(list.error)}</p>
          <Button variant="default" onClick={() => void list.refetch()}>
            <Trans>Try again</Trans>
          </Button>
        </div>
      ) : !list.data ? (
        <div className={s.nothing}>
          <Skeleton height={40} />
        </div>
      ) : rows.length === 0 ? (
        <p className={s.nothing}>{empty}</p>
      ) : (
        <div className={s.scroll}>
          <ul className={s.list} aria-label={t`Notifications`} onKeyDown={step}>
            {rows.map((one) => (
              <Line key={one.id} one={one} onFollow={() => follow(one)} onRead={() => read.mutate({ ids: [one.id] })} />
            ))}
          </ul>
          {list.hasNextPage && (
            <Button className={s.more!} variant="subtle" fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              <Trans>Show earlier ones</Trans>
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Line({ one, onFollow, onRead }: { one: Notification; onFollow: () => void; onRead: () => void }) {
  const { t } = useLingui();
  const Sign = SIGNS[one.kind] ?? IconBell;
  const unread = one.read_at === null;
  return (
    <li data-unread={unread || undefined}>
      <button type="button" data-line onClick={onFollow}>
        <Sign size={16} stroke={1.7} aria-hidden />
        <span className={s.text} dir="auto">
          {unread && (
            <span className="sr-only">
              <Trans>Unread:</Trans>{' '}
            </span>
          )}
          {one.text}
        </span>
        {one.ticket && (
          <span className={s.ticket} dir="auto">
            <bdi dir="ltr">{one.ticket.reference}</bdi> · {one.ticket.subject || t`No subject`}
          </span>
        )}
        <small>
          <Since at={one.at} />
          {one.count > 1 && (
            <>
              {' · '}
              <Plural value={one.count} one="# time" other="# times" />
            </>
          )}
          {' · '}
          {one.reason}
        </small>
      </button>
      {unread && (
        <Tooltip label={t`Mark as read`}>
          <ActionIcon className={s.done!} aria-label={t`Mark as read: ${one.text}`} onClick={onRead}>
            <IconCheck size={15} />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  );
}

function Since({ at }: { at: string }) {
  const words = useClock((now) => ago(at, now));
  return (
    <time dateTime={at} title={fullTime(at)}>
      {words}
    </time>
  );
}
