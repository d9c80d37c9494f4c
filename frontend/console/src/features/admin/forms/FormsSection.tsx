import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';

import { channelsQuery } from '../../../api/queries';
import { networkOf } from '../../../ui/networks';
import s from '../Admin.module.css';
import { listKinds } from '../calls';
import { Section } from '../Section';
import { DesignForm } from './DesignForm';

const ChannelForm = lazy(() => import('../channels/ChannelForm').then((module) => ({ default: module.ChannelForm })));

/** Forms, or chats: the channels that show customers such a page of ours. */
export default function FormsSection({ page }: { page: 'form' | 'chat' }) {
  const { data: channels, error } = useQuery({ ...channelsQuery, refetchOnMount: 'always' });
  const kinds = useQuery({ queryKey: ['channel-kinds'], queryFn: listKinds });
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const of = (kind: string) => kinds.data?.find((one) => one.kind === kind && one.pages.includes(page));
  const shown = channels?.filter((channel) => of(channel.kind));
  const chosen = typeof open === 'number' ? shown?.find((one) => one.id === open) : undefined;
  if (chosen) return <DesignForm key={chosen.id} id={chosen.id} kind={of(chosen.kind)!} onClose={() => setOpen(null)} />;
  const form = page === 'form';
  return (
    <Section
      title={form ? t`Forms` : t`Chat on your site`}
      about={form ? t`Pages on which customers write to you: which fields they have, how they look, and the link to put on your site. Each form has an address and a team of its own.` : t`A button in the corner of your site, and the chat behind it: what it asks, how it looks, when somebody is there, and the line to paste into your pages.`}
      add={{ label: form ? t`New form` : t`New chat`, run: () => setOpen('new') }}
      error={error ?? kinds.error}
      pending={!shown || !kinds.data}
    >
      {shown?.length === 0 && <p className={s.empty}>{form ? <Trans>No form yet. Make one, link to it from your site, and every message becomes a ticket with a private page for the customer.</Trans> : <Trans>No chat yet. Make one, name the sites that may show it, and paste one line into their pages.</Trans>}</p>}
      {shown && shown.length > 0 && (
        <ul className={s.list}>
          {shown.map((channel) => {
            const { Icon } = networkOf(channel.kind);
            return (
              <li key={channel.id}>
                <button type="button" className={s.row} onClick={() => setOpen(channel.id)}>
                  <Icon size={18} aria-hidden />
                  <span className={s.what}>
                    <b>{channel.name}</b>
                    <small><bdi dir="ltr">{channel.address}</bdi></small>
                  </span>
                  {!channel.active ? <span className={s.tag}><Trans>Switched off</Trans></span> : channel.paused_at && <span className={s.tag}><Trans>Paused</Trans></span>}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {open === 'new' && (
        <Suspense fallback={null}>
          <ChannelForm id={null} page={page} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </Section>
  );
}
