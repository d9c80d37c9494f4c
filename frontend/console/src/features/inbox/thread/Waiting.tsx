import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Button, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlarm, IconPaperclip, IconWorld } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';

import { cancelScheduled, changeScheduled, listScheduled, sendScheduled } from '../../../api/calls';
import type { Scheduled, ScheduledChangesRequest } from '../../../api/generated/types.gen';
import { applyMessages } from '../../../live/patch';
import { useMe } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import { fullTime, shortTime } from './dates';
import type { TakeBack } from './DeliveryLine';
import { OwnWords } from './own';
import s from './Waiting.module.css';

const SendLater = lazy(() => import('../composer/SendLater'));

interface Props {
  ticketId: number;
  /** Something new was said: it may be what waited here. */
  newest: number | undefined;
  takeBack: TakeBack;
}

/** Replies that wait for their time, where they will stand once they are sent. */
export default function Waiting({ ticketId, newest, takeBack }: Props) {
  const client = useQueryClient();
  const queryKey = ['scheduled', ticketId] as const;
  const { data } = useQuery({ queryKey, queryFn: async () => (await listScheduled(ticketId)).results });
  useEffect(() => void client.invalidateQueries({ queryKey: ['scheduled', ticketId] }), [client, ticketId, newest]);
  return data?.map((row) => <One key={row.id} ticketId={ticketId} row={row} takeBack={takeBack} />);
}

function One({ ticketId, row, takeBack }: Omit<Props, 'newest'> & { row: Scheduled }) {
  const client = useQueryClient();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const mine = row.author.id === me.id;
  const after = { onSettled: () => client.invalidateQueries({ queryKey: ['scheduled', ticketId] }), onError: (error: unknown) => toastError(error) };
  const change = useMutation({ mutationFn: (body: ScheduledChangesRequest) => changeScheduled(ticketId, row.id, body), ...after });
  const now = useMutation({
    mutationFn: () => sendScheduled(ticketId, row.id),
    ...after,
    onSuccess: (message) => {
      applyMessages(client, [message]);
      toast(t`Reply on its way`);
    },
  });
  const back = useMutation({
    mutationFn: () => takeBack(ticketId, () => cancelScheduled(ticketId, row.id)),
    ...after,
    onSuccess: () => toast(mine ? t`Taken back. Your words are in the composer again.` : t`Taken back. It is a draft of ${row.author.name} again.`),
  });
  const busy = change.isPending || now.isPending || back.isPending;
  const open = row.visibility === 'public';
  return (
    <li className={s.waiting} data-public={open || undefined}>
      <article aria-label={t`Reply from ${row.author.name} that waits to be sent`}>
        <header>
          <IconAlarm size={14} aria-hidden />
          <span>
            <b dir="auto">{row.author.name}</b> · {open ? t`will be posted in public` : t`will be sent`}{' '}
            <time dateTime={row.send_at} title={fullTime(row.send_at)}>
              {shortTime(row.send_at)}
            </time>
            {row.status_after === 'solved' && <Trans>, and the ticket is solved</Trans>}
          </span>
          {open && <IconWorld size={14} aria-label={t`Public`} />}
        </header>
        <div className={s.text} dir="auto">
          <OwnWords html={row.body_html} />
        </div>
        {row.files > 0 && (
          <p className={s.files}>
            <IconPaperclip size={13} aria-hidden /> <Plural value={row.files} one="# file" other="# files" />
          </p>
        )}
        <footer>
          <Switch size="xs" label={t`Not if the customer writes first`} checked={row.cancel_if_answered} disabled={busy} onChange={(event) => change.mutate({ cancel_if_answered: event.currentTarget.checked })} />
          <span>
            <Button size="compact-xs" variant="default" disabled={busy} onClick={() => back.mutate()}>
              {mine ? t`Edit` : t`Take back`}
            </Button>
            <Button size="compact-xs" variant="default" disabled={busy} onClick={() => setAsking(true)}>
              <Trans>Change the time…</Trans>
            </Button>
            <Button size="compact-xs" variant="default" disabled={busy} onClick={() => now.mutate()}>
              {open ? t`Post publicly now` : t`Send now`}
            </Button>
          </span>
        </footer>
        <Suspense>
          {asking && (
            <SendLater
              open={open}
              before={row}
              onPlan={(when) => {
                setAsking(false);
                change.mutate(when);
              }}
              onClose={() => setAsking(false)}
            />
          )}
        </Suspense>
      </article>
    </li>
  );
}
