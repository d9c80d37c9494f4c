import { t } from '@lingui/core/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { addNote, getTicket, scheduleReply, sendReply, undoDelivery } from '../../../api/calls';
import { ApiError, explain, newKey } from '../../../api/http';
import { ticketQuery } from '../../../api/queries';
import type { Attachment, Message, Recipients, TicketRow, TicketStatus } from '../../../api/types';
import { serverNow } from '../../../lib/clock';
import { applyMessages, applyTickets } from '../../../live/patch';
import { useMe } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import { shortTime } from '../thread/dates';
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
/** How: what else happens, when, and what the agent has been asked about and wants all the same. */
export interface How {
  statusAfter: TicketStatus | null;
  /** It names blanks that nobody filled in. */
  asIs?: boolean;
  /** Somebody else wrote meanwhile. */
  force?: boolean;
  /** It tells the public something about a person. */
  reveal?: boolean;
  later?: { send_at: string; cancel_if_answered: boolean };
}
export interface Finding {
  kind: string;
  text: string;
}
/** Nothing was sent yet: the agent is asked first. */
export type Held = { how: How } & ({ why: 'changed'; messages: Message[] } | { why: 'personal'; found: Finding[] });
export interface Sending {
  send: (out: Outgoing, how: How) => void;
  busy: boolean;
  problem: string;
  /** What was tried, for another try with the same key. */
  tried: How | null;
  held: Held | null;
  release: () => void;
}

/** Sends once: a repeated attempt carries the same key, so that a lost answer cannot become a second reply. */
export function useSend(ticket: TicketRow, lastSeen: () => number | null, onSent: () => void): Sending {
  const client = useQueryClient();
  const me = useMe();
  const attempt = useRef<{ key: string; of: string; seen: number | null } | null>(null);
  const running = useRef(false);
  const [held, setHeld] = useState<Held | null>(null);
  const [failed, setFailed] = useState<{ problem: string; how: How } | null>(null);

  const { mutate, isPending } = useMutation({
    mutationFn: async ({ out, how }: { out: Outgoing; how: How }): Promise<Message | null> => {
      const attachment_ids = out.attachments.map((file) => file.id);
      const of = JSON.stringify([out, how]);
      // What was seen is part of the request: if my own words came back by push meanwhile, a repeated try would be another one.
      if (attempt.current?.of !== of) attempt.current = { key: newKey(), of, seen: lastSeen() };
      const { key, seen } = attempt.current;
      if (out.kind === 'note') return addNote(ticket.id, { body_html: out.body, attachment_ids }, key);
      const body = { body_html: out.body, ...out.recipients, attachment_ids, status_after: how.statusAfter, visibility: out.visibility, reveal: how.reveal ?? false, ...out.where };
      if (!how.later) return sendReply(ticket.id, { ...body, last_seen_message_id: seen, force: how.force ?? false }, key);
      await scheduleReply(ticket.id, { ...body, ...how.later }, key);
      return null;
    },
    onSuccess: (message, { out, how }) => {
      attempt.current = null;
      setHeld(null);
      setFailed(null);
      if (message) applyMessages(client, [message]);
      else void client.invalidateQueries({ queryKey: ['scheduled', ticket.id] });
      drafts.clear(ticket.id);
      onSent();
      client.fetchQuery({ ...ticketQuery(ticket.id), queryFn: () => getTicket(ticket.id), staleTime: 0 }).then(
        (row) => applyTickets(client, [row], me.id),
        () => undefined, // the push brings it
      );
      if (message) announce(message, out);
      else if (how.later) toast(t`It will be sent ${shortTime(how.later.send_at)}`);
    },
    onError: (error, { how }) => {
      if (error instanceof ApiError && error.code === 'ticket_changed') {
        const messages = (error.data.messages ?? []) as Message[];
        applyMessages(client, messages);
        setHeld({ why: 'changed', messages, how });
      } else if (error instanceof ApiError && error.code === 'personal_data') setHeld({ why: 'personal', found: error.data.found as Finding[], how });
      else setFailed({ problem: explain(error), how });
    },
    onSettled: () => (running.current = false),
  });

  function announce(message: Message, out: Outgoing): void {
    const until = message.delivery?.undo_until;
    const left = until ? (Date.parse(until) - serverNow()) / 1000 : 0;
    if (out.kind === 'note') toast(t`Note added`);
    else if (left < 1 || !message.delivery) toast(t`Reply on its way`);
    else {
      const id = message.delivery.id;
      const undo = (): void =>
        void drafts.around(ticket.id, () => undoDelivery(id)).then(
          (next) => applyMessages(client, [next]),
          (error: unknown) => toastError(error, t`It could not be taken back`),
        );
      toast(t`Reply on its way`, { undo, seconds: left });
    }
  }
  return {
    send(out, how) {
      if (running.current) return;
      running.current = true;
      setFailed(null);
      mutate({ out, how });
    },
    busy: isPending,
    problem: failed?.problem ?? '',
    tried: failed?.how ?? null,
    held,
    release: () => setHeld(null),
  };
}
