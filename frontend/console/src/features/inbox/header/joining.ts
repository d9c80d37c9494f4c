/** Taking a merge back, parting a ticket, following a solved one, and deciding that nothing has to be answered: loaded when asked for. */
import { t } from '@lingui/core/macro';
import type { QueryClient } from '@tanstack/react-query';

import * as sdk from '../../../api/generated/sdk.gen';
import { answer, strict } from '../../../api/http';
import type { TicketRow } from '../../../api/types';
import { applyTickets } from '../../../live/patch';
import { toast, toastError } from '../../../ui/toast';

interface At {
  client: QueryClient;
  me: number;
}
const path = (ticket: TicketRow) => ({ ...strict, path: { ticket_id: ticket.id } });

export async function unmerge(ticket: TicketRow, { client, me }: At): Promise<void> {
  try {
    const row = await answer(sdk.ticketsUnmerge(path(ticket)));
    applyTickets(client, [row], me);
    for (const id of [row.id, ticket.merged_into_id]) void client.invalidateQueries({ queryKey: ['messages', id] });
    toast(t`${row.reference} is a ticket of its own again`);
  } catch (error) {
    toastError(error, t`${ticket.reference} was not parted`);
  }
}

export async function noReplyNeeded(ticket: TicketRow, { client, me }: At): Promise<void> {
  try {
    applyTickets(client, [await answer(sdk.ticketsNoReplyNeeded(path(ticket)))], me);
    toast(t`Noted: ${ticket.reference} needs no reply`);
  } catch (error) {
    toastError(error, t`Not noted`);
  }
}

export async function split(ticketId: number, messageId: number, { client, me }: At): Promise<TicketRow> {
  const row = await answer(sdk.ticketsSplit({ ...strict, path: { ticket_id: ticketId }, body: { message_id: messageId } }));
  applyTickets(client, [row], me);
  for (const id of [row.id, ticketId]) void client.invalidateQueries({ queryKey: ['messages', id] });
  return row;
}

/** A new ticket to the same customer, where the solved one is over. */
export async function followUp(ticket: TicketRow, { client, me }: At): Promise<TicketRow | null> {
  try {
    const row = await answer(sdk.ticketsFollowUp({ ...path(ticket), body: {} }));
    applyTickets(client, [row], me);
    void client.invalidateQueries({ queryKey: ['timeline', ticket.id] });
    toast(t`${row.reference} follows ${ticket.reference}: write to the customer here`);
    return row;
  } catch (error) {
    toastError(error, t`No new ticket`);
    return null;
  }
}
