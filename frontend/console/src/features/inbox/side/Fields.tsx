import { useQuery } from '@tanstack/react-query';

import { fieldsQuery } from '../../../api/tickets';
import type { TicketRow } from '../../../api/types';
import { useUpdateTicket } from '../actions';
import { Field } from '../../../ui/Field';

/** The organisation's own fields of a ticket, filled in where they stand. Archived ones are shown no more. */
export function Fields({ ticket }: { ticket: TicketRow }) {
  const update = useUpdateTicket();
  const { data = [] } = useQuery(fieldsQuery);
  return data.filter((field) => !field.archived).map((field) => <Field key={field.id} field={field} value={ticket.custom[field.key]} onChange={(value) => update(ticket, { custom: { [field.key]: value } })} />);
}
