import { Button, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconArrowMerge } from '@tabler/icons-react';
import { useState } from 'react';

import { listTickets, mergeTicket } from '../../../api/calls';
import type { TicketRow } from '../../../api/types';
import { applyTickets } from '../../../live/patch';
import { useMe } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import { STATUS } from '../../../ui/words';
import s from './Header.module.css';

/** Moves everything of this ticket into another one: the customer's other tickets are offered first. */
export default function MergeDialog({ ticket, view, onClose }: { ticket: TicketRow; view: string; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useMe();
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 200);
  const [into, setInto] = useState<TicketRow | null>(null);
  const { data = [], isFetching } = useQuery({
    queryKey: ['merge', ticket.id, wanted],
    queryFn: async ({ signal }) => (await listTickets(wanted ? { view: 'all', q: wanted } : { view: 'all', contact: ticket.contact.id }, null, signal)).results,
    staleTime: 5000,
  });
  const found = data.filter((row) => row.id !== ticket.id && row.merged_into_id === null).slice(0, 8);
  const merge = useMutation({
    mutationFn: (target: TicketRow) => mergeTicket(ticket.id, target.id),
    onSuccess: (row) => {
      applyTickets(client, [row], me.id);
      void client.invalidateQueries({ queryKey: ['ticket', ticket.id] });
      void client.invalidateQueries({ queryKey: ['messages', row.id] });
      void client.invalidateQueries({ queryKey: ['timeline', row.id] });
      toast(`${ticket.reference} is now part of ${row.reference}`);
      onClose();
      void navigate({ to: '/inbox/$view/$ticketId', params: { view, ticketId: String(row.id) } });
    },
    onError: (error) => toastError(error, 'Not merged'),
  });
  return (
    <Modal opened onClose={onClose} title={`Merge ${ticket.reference} into another ticket`} size={520}>
      <TextInput aria-label="Find the other ticket" placeholder="Number, name or words" value={text} onChange={(event) => (setText(event.currentTarget.value), setInto(null))} data-autofocus mb={8} />
      <ul className={s.choices} aria-label={wanted ? 'Tickets found' : 'Other tickets of this customer'}>
        {found.map((row) => (
          <li key={row.id}>
            <button type="button" aria-pressed={into?.id === row.id} onClick={() => setInto(row)}>
              <b dir="auto">{row.subject || 'No subject'}</b>
              <small>
                {row.reference} · {row.contact.name || row.contact.handle} · {STATUS[row.status]}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {!found.length && <p className={s.nothing}>{isFetching ? 'Looking…' : wanted ? 'No ticket found.' : 'This customer has no other ticket. Search for one.'}</p>}
      {into && into.contact.id !== ticket.contact.id && <p className={s.caution}>The other ticket belongs to {into.contact.name || into.contact.handle}, another customer.</p>}
      <Button fullWidth mt={12} disabled={!into} loading={merge.isPending} leftSection={<IconArrowMerge size={15} />} onClick={() => into && merge.mutate(into)}>
        {into ? `Merge into ${into.reference}` : 'Choose a ticket'}
      </Button>
    </Modal>
  );
}
