import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, CopyButton, Progress, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconCheck, IconCopy, IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';

import { channelsQuery } from '../../../api/queries';
import { ago, useNow } from '../../../lib/clock';
import { shortTime } from '../../../lib/format';
import { toast } from '../../../ui/toast';
import { changeChannel, readAgain, readChannel } from '../calls';
import { Problem } from '../Section';
import s from './ChannelCard.module.css';

const DAY = 86_400_000;
const LOOK_EVERY = 2_000;

/** How the channel is doing, by the network's own word, what its provider must be given, and what can be done about it. */
export function ChannelCard({ id }: { id: number }) {
  const now = useNow();
  const client = useQueryClient();
  /** How much was being read again when that was asked for; null: nobody asked. */
  const [again, setAgain] = useState<number | null>(null);
  const { data: channel } = useQuery({ queryKey: ['channel', id], queryFn: () => readChannel(id), refetchInterval: (query) => (query.state.data?.waiting.incoming || query.state.data?.waiting.outgoing ? LOOK_EVERY : false) });
  const pause = useMutation({
    mutationFn: (paused: boolean) => changeChannel(id, { paused }),
    onSuccess: (row) => {
      client.setQueryData(['channel', id], row);
      void client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      toast(row.paused_at ? t`Paused` : t`It goes on; what waited is taken up`);
    },
  });
  const read = useMutation({
    mutationFn: () => readAgain(id),
    onSuccess: ({ count }) => {
      setAgain(count);
      void client.invalidateQueries({ queryKey: ['channel', id] });
    },
  });
  if (!channel) return null;
  const { account, waiting } = channel;
  const days = account.token_expires_at ? Math.floor((Date.parse(account.token_expires_at) - now) / DAY) : null;
  const rows: [string, string, boolean][] = [
    [t`Last message in`, account.last_inbound_at ? ago(account.last_inbound_at, now) : t`none yet`, true],
    [t`Last answer out`, account.last_outbound_at ? ago(account.last_outbound_at, now) : t`none yet`, true],
    [t`Last success`, account.last_ok_at ? ago(account.last_ok_at, now) : t`none yet`, true],
  ];
  if (waiting.incoming) rows.push([t`To be read`, String(waiting.incoming), true]);
  if (waiting.outgoing) rows.push([t`To be sent`, String(waiting.outgoing), true]);
  if (days !== null) rows.push([t`Access token`, days < 0 ? t`has run out` : plural(days, { one: 'one day left', other: '# days left' }), days >= 14]);
  if (account.subscribed !== null) rows.push([t`The network calls us`, account.subscribed ? t`yes` : t`no`, account.subscribed]);
  if (account.checked_at) rows.push([t`Asked`, ago(account.checked_at, now), true]);
  return (
    <section className={s.card} aria-label={t`How it is doing`} data-health={channel.paused_at ? undefined : channel.health}>
      {channel.paused_at && (
        <p className={s.paused}>
          <IconPlayerPause size={16} aria-hidden />
          <span>
            <b><Trans>Paused since {shortTime(channel.paused_at)}.</Trans></b>{' '}
            <Trans>Nothing is fetched or sent. What the network brings meanwhile is kept, answers wait, and all of it goes on from here.</Trans>
          </span>
        </p>
      )}
      {channel.health_detail && (
        <ul className={s.lines}>
          {channel.health_detail.split('\n').map((line) => (
            <li key={line}>
              <IconAlertTriangle size={14} aria-hidden /> {line}
            </li>
          ))}
        </ul>
      )}
      <dl>
        {rows.map(([name, value, good]) => (
          <div key={name} data-bad={!good || undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {channel.page_url && (
        <p className={s.page}>
          <b><Trans>Its page</Trans></b>{' '}
          <a href={channel.page_url} target="_blank" rel="noopener" dir="ltr">
            {channel.page_url}
          </a>
        </p>
      )}
      {channel.hook_url && (
        <div className={s.hook}>
          <span>
            <b><Trans>Webhook address</Trans></b> <code>{channel.hook_url}</code>
          </span>
          <CopyButton value={channel.hook_url}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? t`Copied` : t`Copy`}>
                <ActionIcon aria-label={t`Copy the webhook address`} onClick={copy}>
                  {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </div>
      )}
      <div role="status">{again !== null && <Again of={again} left={waiting.incoming} paused={channel.paused_at !== null} />}</div>
      <Problem error={pause.error ?? read.error} shown={[]} />
      {channel.active && (
        <div className={s.deeds}>
          <Button variant="default" size="compact-sm" leftSection={channel.paused_at ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />} loading={pause.isPending} onClick={() => pause.mutate(!channel.paused_at)}>
            {channel.paused_at ? <Trans>Resume</Trans> : <Trans>Pause</Trans>}
          </Button>
          <Tooltip label={t`If something seems to be missing: everything that came in the last day is read once more. Nothing appears twice.`} multiline w={260}>
            <Button variant="default" size="compact-sm" leftSection={<IconRefresh size={14} />} loading={read.isPending} onClick={() => read.mutate()}>
              <Trans>Read the last day again</Trans>
            </Button>
          </Tooltip>
        </div>
      )}
    </section>
  );
}

function Again({ of, left, paused }: { of: number; left: number; paused: boolean }) {
  const done = Math.max(0, of - left);
  if (of === 0) return <p className={s.again}><Trans>Nothing came in the last day that could be read again.</Trans></p>;
  return (
    <div className={s.again}>
      <Progress value={(100 * done) / of} aria-label={t`Read again`} size="sm" />
      <span>{left === 0 ? plural(of, { one: 'One item was read again.', other: '# items were read again.' }) : paused ? <Trans>They are read again as soon as the channel goes on.</Trans> : <Trans>{done} of {of} read again</Trans>}</span>
    </div>
  );
}
