/** What an agent does to a ticket: shown at once, then confirmed or taken back by the server's answer. */
import { t } from '@lingui/core/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { markRead, patchTicket, type TicketChanges } from '../../api/calls';
import { ApiError } from '../../api/http';
import { readMarks } from '../../api/readMarks';
import type { TicketRow } from '../../api/types';
import { withWords } from '../../lib/language';
import { applyTickets } from '../../live/patch';
import { useMe } from '../../ui/names';
import { toast, toastError } from '../../ui/toast';
import { askFor } from './missing';

const say = withWords('search', () => import('./search/said'));

/** Says what happened and offers the way back: whatever an agent does to a ticket can be undone from the toast. */
export function useUpdateTicket(): (ticket: TicketRow, changes: TicketChanges, done?: string) => void {
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
  return (ticket, changes, done) => {
    const names = Object.keys(changes) as (keyof TicketChanges)[];
    const back = Object.fromEntries(names.map((name) => [name, ticket[name]])) as TicketChanges;
    if (changes.custom) back.custom = Object.fromEntries(Object.keys(changes.custom).map((key) => [key, ticket.custom[key] ?? null]));
    mutate({ ticket, changes });
    const undo = (): void => mutate({ ticket: client.getQueryData<TicketRow>(['ticket', ticket.id]) ?? ticket, changes: back });
    if (done) toast(`${ticket.reference} ${done}`, { undo });
    else void say().then(({ changed }) => toast(changed(ticket.reference, names[0]!), { undo }));
  };
}
export const useUndoableUpdate: () => (ticket: TicketRow, changes: TicketChanges, done: string) => void = useUpdateTicket;

export function setRead(ticket: TicketRow, messageId: number): void {
  const before = readMarks.get(ticket.id);
  if (before === messageId) return;
  readMarks.set(ticket.id, messageId);
  markRead(ticket.id, messageId).catch(() => readMarks.set(ticket.id, before));
}
