import { useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { listTickets } from '../../../api/calls';
import type { TicketRow } from '../../../api/types';
import { releaseKeys } from '../../../lib/keys';
import { STATUS } from '../../../ui/words';
import s from './Header.module.css';

interface Props {
  ticket: TicketRow;
  chosen: TicketRow | null;
  onChoose: (row: TicketRow | null) => void;
}

/** Another ticket, by number, name or words; the same customer's others are offered first, those that are open before all. */
export function FindTicket({ ticket, chosen, onChoose }: Props) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 200);
  const { data = [], isFetching } = useQuery({
    queryKey: ['find-ticket', ticket.id, wanted],
    queryFn: async ({ signal }) => (await listTickets(wanted ? { view: 'all', q: wanted } : { view: 'all', contact: ticket.contact.id }, null, signal)).results,
    staleTime: 5000,
  });
  const open = (row: TicketRow): number => (['solved', 'closed', 'spam'].includes(row.status) ? 1 : 0);
  const found = data.filter((row) => row.id !== ticket.id && row.merged_into_id === null).sort((a, b) => (wanted ? 0 : open(a) - open(b)));
  return (
    <>
      <TextInput aria-label={t`Find the other ticket`} placeholder={t`Number, name or words`} value={text} onChange={(event) => (setText(event.currentTarget.value), onChoose(null))} onFocus={() => setText((typed) => typed + releaseKeys().trim())} data-autofocus mb={8} />
      <ul className={s.choices} aria-label={wanted ? t`Tickets found` : t`Other tickets of this customer`}>
        {found.slice(0, 8).map((row) => (
          <li key={row.id}>
            <button type="button" aria-pressed={chosen?.id === row.id} onClick={() => onChoose(row)}>
              <b dir="auto">{row.subject || t`No subject`}</b>
              <small>
                {row.reference} · {row.contact.name || row.contact.handle} · {STATUS[row.status]}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {!found.length && <p className={s.nothing}>{isFetching ? t`Looking…` : wanted ? t`No ticket found.` : t`This customer has no other ticket. Search for one.`}</p>}
    </>
  );
}
