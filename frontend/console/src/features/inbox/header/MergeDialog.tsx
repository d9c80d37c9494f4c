import { plural, t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconArrowMerge } from '@tabler/icons-react';
import { useState } from 'react';

import { mergeTicket } from '../../../api/calls';
import { explain } from '../../../api/http';
import { type MergePreview, previewMerge } from '../../../api/tickets';
import type { TicketRow } from '../../../api/types';
import { METRICS } from '../../../lib/clock';
import { applyTickets } from '../../../live/patch';
import { useMe } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import { formatList, shortTime } from '../../../lib/format';
import { FindTicket } from './FindTicket';
import s from './Header.module.css';
import { unmerge } from './joining';

/** Moves everything of this ticket into another one, and says before what that means. */
export default function MergeDialog({ ticket, view, onClose }: { ticket: TicketRow; view: string; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useMe();
  const [into, setInto] = useState<TicketRow | null>(null);
  const merge = useMutation({
    mutationFn: (target: TicketRow) => mergeTicket(ticket.id, target.id),
    onSuccess: (row) => {
      applyTickets(client, [row], me.id);
      void client.invalidateQueries({ queryKey: ['ticket', ticket.id] });
      void client.invalidateQueries({ queryKey: ['messages', row.id] });
      void client.invalidateQueries({ queryKey: ['timeline', row.id] });
      toast(t`${ticket.reference} is now part of ${row.reference}`, { seconds: 9, undo: () => void unmerge({ ...ticket, merged_into_id: row.id }, { client, me: me.id }) });
      onClose();
      void navigate({ to: '/inbox/$view/$ticketId', params: { view, ticketId: String(row.id) } });
    },
    onError: (error) => toastError(error, t`Not merged`),
  });
  return (
    <Modal opened onClose={onClose} title={t`Merge ${ticket.reference} into another ticket`} size={520}>
      <FindTicket ticket={ticket} chosen={into} onChoose={setInto} />
      {into && <Preview key={into.id} ticket={ticket} into={into} />}
      <Button fullWidth mt={12} disabled={!into} loading={merge.isPending} leftSection={<IconArrowMerge size={15} />} onClick={() => into && merge.mutate(into)}>
        {into ? t`Merge into ${into.reference}` : t`Choose a ticket`}
      </Button>
    </Modal>
  );
}

function Preview({ ticket, into }: { ticket: TicketRow; into: TicketRow }) {
  const { data, error } = useQuery({ queryKey: ['merge-preview', ticket.id, into.id, ticket.version, into.version], queryFn: () => previewMerge(ticket.id, into.id), gcTime: 0, retry: false });
  if (error) {
    return (
      <p className={s.caution} role="alert">
        {explain(error)}
      </p>
    );
  }
  if (!data) return <Skeleton height={120} mt={12} />;
  const { reference } = ticket;
  const to = formatList([...data.to, ...data.cc].map((entry) => entry.name || entry.handle));
  const wrote = formatList(data.people.map((person) => person.name || person.handle));
  const clocks = formatList(data.clocks.map((clock) => (clock.due_at ? t`${METRICS[clock.metric]}, due ${shortTime(clock.due_at)}` : METRICS[clock.metric])));
  return (
    <section className={s.preview} aria-label={t`What will happen`}>
      <h3>
        <Trans>What will happen</Trans>
      </h3>
      <ul>
        <li>
          <Trans>
            To {into.reference} move: {formatList(moving(data))}.
          </Trans>{' '}
          {data.between ? <Trans>All messages stand in the order of their times, so some come before what is there.</Trans> : <Trans>They stand after what is there.</Trans>}
        </li>
        <li>{to ? <Trans>The next answer goes to {to}.</Trans> : <Trans>Nobody is there to be answered yet.</Trans>}</li>
        {data.people.length > 1 && (
          <li>
            <Trans>Customers who wrote on it: {wrote}.</Trans>
          </li>
        )}
        <li>{clocks ? <Trans>Promises that run on: {clocks}.</Trans> : <Trans>No promise runs on it.</Trans>}</li>
        <li>
          <Trans>
            The customer is told nothing. What they write on {reference} from now on arrives on {into.reference}.
          </Trans>
        </li>
        <li>
          <Trans>{reference} is closed. You can take this back at any time: open it, then More actions, Unmerge.</Trans>
        </li>
      </ul>
      {data.warnings.map((warning) => (
        <p key={warning} className={s.caution}>
          {warning}
        </p>
      ))}
    </section>
  );
}

function moving(data: MergePreview): string[] {
  const parts = [
    [data.messages, plural(data.messages, { one: '# message', other: '# messages' })],
    [data.notes, plural(data.notes, { one: '# internal note', other: '# internal notes' })],
    [data.files, plural(data.files, { one: '# file', other: '# files' })],
    [data.scheduled, plural(data.scheduled, { one: '# reply that waits to be sent', other: '# replies that wait to be sent' })],
  ] as const;
  return parts.filter(([number]) => number > 0).map(([, words]) => words);
}
