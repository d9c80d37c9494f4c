import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { addNote, sendReply, undoDelivery } from '../../../api/calls';
import { ApiError, explain, newKey } from '../../../api/http';
import { ticketQuery } from '../../../api/queries';
import type { Attachment, Message, Recipients, TicketRow, TicketStatus } from '../../../api/types';
import { applyMessages, applyTickets } from '../../../live/patch';
import { getTicket } from '../../../api/calls';
import { serverNow } from '../../../lib/clock';
import { useMe } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import { drafts } from './drafts';

export interface Outgoing {
  kind: 'reply' | 'note';
  body: string;
  recipients: Recipients;
  attachments: readonly Attachment[];
  visibility: 'public' | 'private' | null;
  where: Where;
}
export interface Where {
  thread_id: number | null;
  surface: string | null;
  parent_message_id: number | null;
  template: { name: string; language: string; parameters: string[] } | null;
}
export interface Sending {
  send: (out: Outgoing, statusAfter: TicketStatus | null, force?: boolean) => void;
  busy: boolean;
  problem: string;
  /** What was said meanwhile: the reply waits until the agent has seen it. */
  held: { messages: Message[]; out: Outgoing; statusAfter: TicketStatus | null } | null;
  release: () => void;
}

/** Sends once: a repeated attempt carries the same key, so that a lost answer cannot become a second reply. */
export function useSend(ticket: TicketRow, lastSeen: () => number | null, onSent: () => void): Sending {
  const client = useQueryClient();
  const me = useMe();
  const key = useRef<{ key: string; of: string } | null>(null);
  const running = useRef(false);
  const [held, setHeld] = useState<Sending['held']>(null);
  const [problem, setProblem] = useState('');

  const { mutate, isPending } = useMutation({
    mutationFn: ({ out, statusAfter, force }: { out: Outgoing; statusAfter: TicketStatus | null; force: boolean }) => {
      const attachment_ids = out.attachments.map((file) => file.id);
      const body = { body_html: out.body, ...out.recipients, attachment_ids, last_seen_message_id: lastSeen(), status_after: statusAfter, force, visibility: out.visibility, ...out.where };
      const of = JSON.stringify([out.kind, body]);
      if (key.current?.of !== of) key.current = { key: newKey(), of };
      return out.kind === 'note' ? addNote(ticket.id, { body_html: out.body, attachment_ids }, key.current.key) : sendReply(ticket.id, body, key.current.key);
    },
    onSuccess: (message, { out }) => {
      key.current = null;
      setHeld(null);
      setProblem('');
      applyMessages(client, [message]);
      drafts.clear(ticket.id);
      onSent();
      client.fetchQuery({ ...ticketQuery(ticket.id), queryFn: () => getTicket(ticket.id), staleTime: 0 }).then(
        (row) => applyTickets(client, [row], me.id),
        () => undefined, // the push brings it
      );
      announce(message, out);
    },
    onError: (error, { out, statusAfter }) => {
      if (error instanceof ApiError && error.code === 'ticket_changed') {
        const messages = (error.data.messages ?? []) as Message[];
        applyMessages(client, messages);
        setHeld({ messages, out, statusAfter });
      } else setProblem(explain(error));
    },
    onSettled: () => (running.current = false),
  });

  function announce(message: Message, out: Outgoing): void {
    const until = message.delivery?.undo_until;
    const left = until ? (Date.parse(until) - serverNow()) / 1000 : 0;
    if (out.kind === 'note') toast('Note added');
    else if (left < 1 || !message.delivery) toast('Reply on its way');
    else {
      const id = message.delivery.id;
      const undo = (): void =>
        void undoDelivery(id).then(
          (next) => {
            applyMessages(client, [next]);
            drafts.restore(message);
          },
          (error: unknown) => toastError(error, 'It could not be taken back'),
        );
      toast('Reply on its way', { undo, seconds: left });
    }
  }
  return {
    send(out, statusAfter, force = false) {
      if (running.current) return;
      running.current = true;
      setProblem('');
      mutate({ out, statusAfter, force });
    },
    busy: isPending,
    problem,
    held,
    release: () => setHeld(null),
  };
}
