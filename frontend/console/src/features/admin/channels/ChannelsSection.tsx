import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { channelsQuery } from '../../../api/queries';
import type { Channel } from '../../../api/types';
import { useTeams } from '../../../ui/names';
import { networkOf } from '../../../ui/networks';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { ChannelForm } from './ChannelForm';

const HEALTH: Record<Channel['health'], [MessageDescriptor, string | undefined]> = {
  ok: [msg`Works`, 'ok'],
  degraded: [msg`Trouble`, 'soon'],
  needs_attention: [msg`Needs you`, 'late'],
  unknown: [msg`Not checked yet`, undefined],
};

export function ChannelsSection() {
  const { data: channels, error } = useQuery({ ...channelsQuery, refetchOnMount: 'always' });
  const teams = useTeams();
  const [open, setOpen] = useState<number | 'new' | null>(null);
  return (
    <Section title={t`Channels`} about={t`Where customers write to: mailboxes, web forms, accounts on networks.`} add={{ label: t`Connect a channel`, run: () => setOpen('new') }} error={error} pending={!channels}>
      {channels?.length === 0 && <p className={s.empty}><Trans>No channel is connected yet. Connect a mailbox or a web form, and what customers write becomes tickets.</Trans></p>}
      {channels && channels.length > 0 && (
        <ul className={s.list}>
          {channels.map((channel) => {
            const { Icon, label } = networkOf(channel.kind);
            const [words, tone] = HEALTH[channel.health];
            return (
              <li key={channel.id}>
                <button type="button" className={s.row} onClick={() => setOpen(channel.id)}>
                  <Icon size={18} aria-label={label} />
                  <span className={s.what}>
                    <b>{channel.name}</b>
                    <small>
                      <Trans>
                        <bdi>{channel.address}</bdi> · new tickets go to {teams.get(channel.team_id)?.name ?? '…'}
                      </Trans>
                    </small>
                    {channel.health_detail && <small data-long>{channel.health_detail}</small>}
                  </span>
                  {channel.active && channel.paused_at ? (
                    <span className={s.tag}><Trans>Paused</Trans></span>
                  ) : channel.active ? (
                    <span className={s.tag} data-tone={tone}>
                      {t(words)}
                    </span>
                  ) : (
                    <span className={s.tag}><Trans>Switched off</Trans></span>
                  )}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {open !== null && <ChannelForm id={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}
