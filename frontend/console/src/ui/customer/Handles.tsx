import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Menu, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconBan, IconDots, IconPlus, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

import { addHandle, changeHandle, type Identity, reachQuery, removeHandle, type Way } from '../../api/customers';
import { ApiError, explain } from '../../api/http';
import { channelsQuery, contactQuery } from '../../api/queries';
import type { Contact } from '../../api/types';
import { formatDate } from '../../lib/format';
import { networkOf } from '../networks';
import { toast, toastError } from '../toast';
import s from './Customer.module.css';

const WriteFirst = lazy(() => import('./WriteFirst'));

/** By which handles they are known, and on which of them we can write now. */
export function Handles({ contact }: { contact: Contact }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data: ways, error } = useQuery(reachQuery(contact.id, contact.version));
  const [adding, setAdding] = useState(false);
  const [way, setWay] = useState<Way | null>(null);
  const again = (): void => void client.invalidateQueries({ queryKey: contactQuery(contact.id).queryKey });
  const change = useMutation({ mutationFn: (identity: Identity) => changeHandle(contact.id, identity.id, { primary: !identity.primary }), onSuccess: again, onError: (failed) => toastError(failed) });
  const spam = useMutation({
    mutationFn: ({ id, spam: was }: Identity) => changeHandle(contact.id, id, { spam: !was }),
    onSuccess: (now) => {
      again();
      void client.invalidateQueries({ queryKey: ['people'] });
      const { handle } = now;
      toast(now.spam ? t`What ${handle} begins from now on is spam` : t`${handle} is no spam any more`, { undo: () => spam.mutate(now) });
    },
    onError: (failed) => toastError(failed),
  });
  const remove = useMutation({
    mutationFn: (identity: Identity) => removeHandle(contact.id, identity.id),
    onSuccess: (_, { network, handle }) => {
      again();
      toast(t`${handle} was removed`, { undo: () => void addHandle(contact.id, { network, handle }).then(again, (failed: unknown) => toastError(failed)) });
    },
    onError: (failed) => toastError(failed),
  });
  return (
    <section aria-label={t`Reach them on`}>
      <h3>
        <Trans>Reach them on</Trans>
        <Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconPlus size={13} />} onClick={() => setAdding(true)}>
          <Trans>Add</Trans>
        </Button>
      </h3>
      {contact.identities.length === 0 && !adding && <p className={s.quiet}><Trans>We know no address or handle of theirs yet.</Trans></p>}
      <ul className={s.list}>
        {contact.identities.map((identity) => {
          const { Icon, label } = networkOf(identity.network);
          return (
            <li key={identity.id} className={s.line}>
              <Icon size={15} aria-label={label} />
              <div>
                <b>
                  {identity.url ? (
                    <a href={identity.url} target="_blank" rel="noopener noreferrer">
                      <bdi dir="ltr">{identity.handle}</bdi>
                    </a>
                  ) : (
                    <bdi dir="ltr">{identity.handle}</bdi>
                  )}
                </b>
                {identity.verified && <IconRosetteDiscountCheck className={s.good} size={14} aria-label={t`They wrote from it themselves`} />}
                {identity.spam && (
                  <small className={s.marked}>
                    <IconBan size={13} aria-hidden /> <Trans>Marked as spam: what they begin from here goes straight to Spam</Trans>
                  </small>
                )}
                <small>{[identity.name, identity.primary ? t`The usual one` : '', identity.verified ? '' : t`Not verified: they have not written from it`].filter(Boolean).join(' · ')}</small>
                {error ? <small role="alert">{explain(error)}</small> : (ways ?? []).filter((one) => one.identity.id === identity.id).map((one) => <Possible key={`${one.channel?.id ?? 0} ${one.surface}`} way={one} onWrite={() => setWay(one)} />)}
              </div>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon size={24} aria-label={t`More for ${identity.handle}`}>
                    <IconDots size={15} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => change.mutate(identity)}>{identity.primary ? t`No longer the usual one` : t`Make it the usual one here`}</Menu.Item>
                  <Menu.Item onClick={() => spam.mutate(identity)}>{identity.spam ? t`It is no spam` : t`What comes from here is spam`}</Menu.Item>
                  <Menu.Item disabled={identity.verified} onClick={() => remove.mutate(identity)}>
                    <Trans>Remove</Trans>
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </li>
          );
        })}
      </ul>
      {adding && <Adding contact={contact} onDone={() => (setAdding(false), again())} onClose={() => setAdding(false)} />}
      {way && (
        <Suspense>
          <WriteFirst contact={contact} way={way} onClose={() => setWay(null)} />
        </Suspense>
      )}
    </section>
  );
}

function Possible({ way, onWrite }: { way: Way; onWrite: () => void }) {
  const where = [way.channel?.name, way.label].filter(Boolean).join(', ');
  if (!way.possible) return <small>{where ? `${where}: ${way.why}` : way.why}</small>;
  return (
    <small>
      {where}
      {way.until && <> · <Trans>until {formatDate(way.until, 'weekdayTime')}</Trans></>}{' '}
      {way.ticket ? (
        <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(way.ticket.id) }}>
          {way.public ? <Trans>Answer in public in {way.ticket.reference}</Trans> : <Trans>Go on in {way.ticket.reference}</Trans>}
        </Link>
      ) : (
        <Button variant="subtle" size="compact-xs" onClick={onWrite}>
          <Trans>Write to them</Trans>
        </Button>
      )}
    </small>
  );
}

function Adding({ contact, onDone, onClose }: { contact: Contact; onDone: () => void; onClose: () => void }) {
  const { t } = useLingui();
  const { data: channels = [] } = useQuery(channelsQuery);
  const networks = [...new Set(channels.map((channel) => String(channel.capabilities.network ?? channel.kind)))];
  const [network, setNetwork] = useState<string | null>(null);
  const [handle, setHandle] = useState('');
  const chosen = network ?? networks[0] ?? null;
  const add = useMutation({ mutationFn: () => addHandle(contact.id, { network: chosen ?? '', handle }), onSuccess: onDone });
  const refused = add.error instanceof ApiError ? (add.error.fields.handle ?? add.error.fields.network ?? add.error.message) : add.error ? explain(add.error) : undefined;
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Select label={t`Network`} data={networks.map((value) => ({ value, label: networkOf(value).label }))} value={chosen} onChange={setNetwork} allowDeselect={false} />
      <TextInput label={t`Address, number or handle`} value={handle} onChange={(event) => setHandle(event.currentTarget.value)} error={refused} required data-autofocus autoFocus dir="ltr" />
      <div>
        <Button variant="default" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={add.isPending}>
          <Trans>Add</Trans>
        </Button>
      </div>
    </form>
  );
}
