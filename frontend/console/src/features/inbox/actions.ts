/** What an agent does to a ticket: shown at once, then confirmed or taken back by the server's answer. */
import { t } from '@lingui/core/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { markRead, patchTicket, type TicketChanges } from '../../api/calls';
import { ApiError } from '../../api/http';
import { readMarks } from '../../api/readMarks';
import type { TicketRow } from '../../api/types';
import { applyTickets } from '../../live/patch';
import { useMe } from '../../ui/names';
import { toast, toastError } from '../../ui/toast';
import { askFor } from './missing';

export function useUpdateTicket(): (ticket: TicketRow, changes: TicketChanges) => void {
  const client = useQueryClient();
  const me = useMe();
  const { mutate } = useMutation({
    mutationFn: ({ ticket, changes }: { ticket: TicketRow; changes: TicketChanges }) => patchTicket(ticket.id, changes),
    onMutate: ({ ticket, changes }) => applyTickets(client, [{ ...ticket, ...changes, custom: { ...ticket.custom, ...changes.custom } }], me.id),
    onSuccess: (row) => applyTickets(client, [row], me.id),
    onError: (error, { ticket, changes }) => {
      const now = client.getQueryData<TicketRow>(['ticket', ticket.id]);
      if (!now || now.version === ticket.version) applyTickets(client, [ticket], me.id);
      if (error instanceof ApiError && error.code === 'fields_missing') {
        askFor({ ticket, changes, keys: Object.keys(error.fields).map((name) => name.replace('custom.', '')) });
        toast(error.message);
      } else toastError(error, t`${ticket.reference} was not changed`);
    },
  });
  return (ticket, changes) => mutate({ ticket, changes });
}

/** Says what happened and offers the way back. */
export function useUndoableUpdate(): (ticket: TicketRow, changes: TicketChanges, done: string) => void {
  const client = useQueryClient();
  const update = useUpdateTicket();
  return (ticket, changes, done) => {
    const back = Object.fromEntries(Object.keys(changes).map((key) => [key, ticket[key as keyof TicketChanges]])) as TicketChanges;
    update(ticket, changes);
    toast(`${ticket.reference} ${done}`, { undo: () => update(client.getQueryData<TicketRow>(['ticket', ticket.id]) ?? ticket, back) });
  };
}

export function setRead(ticket: TicketRow, messageId: number): void {
  const before = readMarks.get(ticket.id);
  if (before === messageId) return;
  readMarks.set(ticket.id, messageId);
  markRead(ticket.id, messageId).catch(() => readMarks.set(ticket.id, before));
}
