import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';

import type { ChannelSetup } from '../../../api/generated/types.gen';
import { ago, useNow } from '../../../lib/clock';
import s from './ChannelCard.module.css';

const DAY = 86_400_000;

/** How the channel is doing, by the network's own word, and what its provider must be given. */
export function ChannelCard({ channel }: { channel: ChannelSetup }) {
  const now = useNow();
  const { account } = channel;
  const days = account.token_expires_at ? Math.floor((Date.parse(account.token_expires_at) - now) / DAY) : null;
  const rows: [string, string, boolean][] = [
    [t`Last message`, account.last_inbound_at ? ago(account.last_inbound_at, now) : t`none yet`, true],
    [t`Last success`, account.last_ok_at ? ago(account.last_ok_at, now) : t`none yet`, true],
  ];
  if (days !== null) rows.push([t`Access token`, days < 0 ? t`has run out` : plural(days, { one: 'one day left', other: '# days left' }), days >= 14]);
  if (account.subscribed !== null) rows.push([t`The network calls us`, account.subscribed ? t`yes` : t`no`, account.subscribed]);
  if (account.checked_at) rows.push([t`Asked`, ago(account.checked_at, now), true]);
  return (
    <section className={s.card} aria-label={t`How it is doing`} data-health={channel.health}>
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
    </section>
  );
}
