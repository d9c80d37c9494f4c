import { Button, Skeleton, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconPencil, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

import { patchContact } from '../../../api/calls';
import { explain } from '../../../api/http';
import { contactQuery } from '../../../api/queries';
import type { Contact, TicketRow } from '../../../api/types';
import { ago, serverNow } from '../../../lib/clock';
import { Avatar } from '../../../ui/Avatar';
import { useChannels } from '../../../ui/names';
import { networkOf } from '../../../ui/networks';
import { toast, toastError } from '../../../ui/toast';
import { STATUS } from '../../../ui/words';
import s from './DetailsPanel.module.css';

const Satisfaction = lazy(() => import('./Satisfaction'));
const TicketPart = lazy(() => import('../side/TicketPart'));

export default function DetailsPanel({ ticket, view }: { ticket: TicketRow; view: string }) {
  const { data: contact, error } = useQuery(contactQuery(ticket.contact.id));
  return (
    <div className={s.panel}>
      {contact ? <Person contact={contact} /> : error ? <p role="alert">{explain(error)}</p> : <Skeleton height={44} />}
      <Suspense fallback={<Skeleton height={190} />}>
        <TicketPart ticket={ticket} view={view} />
      </Suspense>
      <Suspense>
        <Satisfaction ticketId={ticket.id} view={view} />
      </Suspense>
      {contact && (
        <>
          <section>
            <h3>Reach on</h3>
            <ul className={s.identities}>
              {contact.identities.map((identity) => {
                const { Icon, label } = networkOf(identity.network);
                return (
                  <li key={identity.id} title={identity.name}>
                    <Icon size={15} aria-label={label} />
                    <bdi dir="ltr">{identity.handle}</bdi>
                    {identity.verified && <IconRosetteDiscountCheck size={14} aria-label="Verified" />}
                  </li>
                );
              })}
            </ul>
          </section>
          <History tickets={contact.tickets.filter((other) => other.id !== ticket.id)} view={view} />
        </>
      )}
    </div>
  );
}

function Person({ contact }: { contact: Contact }) {
  const client = useQueryClient();
  const [editing, setEditing] = useState(false);
  const [name, setName] = useState(contact.name);
  const [notes, setNotes] = useState(contact.notes);
  const save = useMutation({
    mutationFn: () => patchContact(contact.id, { name: name.trim(), notes }),
    onSuccess: (next) => {
      client.setQueryData<Contact>(['contact', contact.id], (old) => ({ ...contact, ...old, ...next }));
      setEditing(false);
      toast('Customer saved');
    },
    onError: (error) => toastError(error, 'Not saved'),
  });
  const title = contact.name || contact.identities[0]?.handle || 'Unknown';
  if (editing) {
    return (
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={200} data-autofocus autoFocus />
        <Textarea label="Notes" description="Only your colleagues see them." autosize minRows={3} maxRows={10} value={notes} onChange={(event) => setNotes(event.currentTarget.value)} />
        <div>
          <Button variant="default" onClick={() => setEditing(false)}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    );
  }
  return (
    <section>
      <div className={s.who}>
        <Avatar name={title} size={44} />
        <div>
          <h2 dir="auto">{title}</h2>
          <p>
            <bdi dir="ltr">{contact.identities[0]?.handle}</bdi>
          </p>
        </div>
      </div>
      {contact.notes && (
        <p className={s.notes} dir="auto">
          {contact.notes}
        </p>
      )}
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        className={s.edit}
        leftSection={<IconPencil size={13} />}
        onClick={() => {
          setName(contact.name);
          setNotes(contact.notes);
          setEditing(true);
        }}
      >
        {contact.notes ? 'Edit name and notes' : 'Edit name, add notes'}
      </Button>
    </section>
  );
}

function History({ tickets, view }: { tickets: readonly TicketRow[]; view: string }) {
  const channels = useChannels();
  const [all, setAll] = useState(false);
  if (!tickets.length) return null;
  return (
    <section>
      <h3>Earlier conversations</h3>
      <ul className={s.history}>
        {tickets.slice(0, all ? undefined : 5).map((other) => {
          const { Icon, label } = networkOf(channels.get(other.channel_id)?.kind ?? other.contact.network);
          return (
            <li key={other.id}>
              <Link to="/inbox/$view/$ticketId" params={{ view, ticketId: String(other.id) }} search>
                <Icon size={15} stroke={1.7} aria-label={label} />
                <span>
                  <b dir="auto">{other.subject || 'No subject'}</b>
                  <small>
                    {STATUS[other.status]} · {ago(other.last_message_at, serverNow())} ago
                  </small>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      {tickets.length > 5 && !all && (
        <Button variant="subtle" color="gray" size="compact-xs" className={s.edit} onClick={() => setAll(true)}>
          Show all {tickets.length}
        </Button>
      )}
    </section>
  );
}
