import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Popover, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';

import { type Notification, notificationsQuery, readNotifications } from '../../api/attention';
import { explain } from '../../api/http';
import { ago, useClock } from '../../lib/clock';
import { toastError } from '../../ui/toast';
import s from './Attention.module.css';

/** What I should know, and why I am told. */
export default function Bell() {
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery(notificationsQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const read = useMutation({
    mutationFn: readNotifications,
    onSuccess: () => client.invalidateQueries({ queryKey: notificationsQuery.queryKey }),
    onError: (failure) => toastError(failure, t`Not marked as read`),
  });
  const unread = data?.unread ?? 0;
  const follow = (one: Notification): void => {
    if (one.read_at === null) read.mutate({ ids: [one.id] });
    if (!one.ticket) return;
    setOpen(false);
    void navigate({ to: '/inbox/$view/$ticketId', params: { view: 'all', ticketId: String(one.ticket.id) } });
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" width={360} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon className={s.bell} onClick={() => setOpen(!open)} aria-label={unread ? t`Notifications, ${unread} unread` : t`Notifications`} aria-haspopup="dialog">
          <IconBell size={16} />
          {unread > 0 && (
            <span className={`${s.unread} num`} aria-hidden>
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={s.dropdown} aria-label={t`Notifications`}>
        <header className={s.head}>
          <h2><Trans>Notifications</Trans></h2>
          {unread > 0 && (
            <Button variant="subtle" size="compact-xs" loading={read.isPending} onClick={() => read.mutate({ all: true })}>
              <Trans>Mark all as read</Trans>
            </Button>
          )}
        </header>
        {error ? (
          <div className={s.nothing} role="alert">
            <p>{explain(error)}</p>
            <Button variant="default" onClick={() => void refetch()}>
              <Trans>Try again</Trans>
            </Button>
          </div>
        ) : !data ? (
          <div className={s.nothing}>
            <Skeleton height={40} />
          </div>
        ) : data.results.length === 0 ? (
          <p className={s.nothing}><Trans>Nothing yet. When a rule wants you to know something, or you are called, it stands here and says why.</Trans></p>
        ) : (
          <ul className={s.list}>
            {data.results.map((one) => (
              <li key={one.id}>
                <button type="button" data-unread={one.read_at === null || undefined} onClick={() => follow(one)}>
                  <span className={s.text} dir="auto">
                    {one.read_at === null && <span className="sr-only"><Trans>Unread:</Trans> </span>}
                    {one.count > 1 && <b><Plural value={one.count} one="# time" other="# times" />: </b>}
                    {one.text}
                  </span>
                  {one.ticket && (
                    <span className={s.ticket} dir="auto">
                      {one.ticket.reference} · {one.ticket.subject || t`No subject`}
                    </span>
                  )}
                  <small>
                    <Since at={one.at} /> · {one.reason}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Since({ at }: { at: string }) {
  const words = useClock((now) => ago(at, now));
  return <time dateTime={at}>{words === 'now' ? t`just now` : `${words} ago`}</time>;
}
