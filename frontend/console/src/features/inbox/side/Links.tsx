import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconLinkPlus, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

import { contactQuery } from '../../../api/queries';
import { linksQuery, type TicketLink, unlinkTicket } from '../../../api/tickets';
import type { TicketRow } from '../../../api/types';
import { STATUS } from '../../../ui/words';
import { toast, toastError } from '../../../ui/toast';
import s from './Side.module.css';
import { LINKED } from './linked';

const UNSOLVED: readonly TicketRow['status'][] = ['open', 'waiting_customer', 'on_hold'];
const LinkDialog = lazy(() => import('../header/LinkDialog'));
const MergeDialog = lazy(() => import('../header/MergeDialog'));

/** Other tickets that this one belongs with. */
export function Links({ ticket, view }: { ticket: TicketRow; view: string }) {
  const { t } = useLingui();
  const [adding, setAdding] = useState(false);
  const [merging, setMerging] = useState(false);
  const { data: contact } = useQuery(contactQuery(ticket.contact.id));
  const alike = contact?.tickets.filter((other) => other.id !== ticket.id && UNSOLVED.includes(other.status) && other.merged_into_id === null).length ?? 0;
  const { data } = useQuery(linksQuery(ticket.id, ticket.version));
  return (
    <section aria-label={t`Linked tickets`}>
      <h3 className={s.title}>
        <Trans>Linked tickets</Trans>
        <Tooltip label={t`Link another ticket`}>
          <ActionIcon size={24} aria-label={t`Link another ticket`} onClick={() => setAdding(true)}>
            <IconLinkPlus size={15} />
          </ActionIcon>
        </Tooltip>
      </h3>
      {data && data.results.length > 0 && (
        <ul className={s.links}>
          {data.results.map((link) => (
            <Row key={link.id} link={link} ticket={ticket} view={view} />
          ))}
        </ul>
      )}
      {data !== undefined && data.hidden > 0 && <p className={s.quiet}>
          <Plural value={data.hidden} one="And # ticket of a team that you are not in." other="And # tickets of teams that you are not in." />
        </p>}
      {data?.results.length === 0 && data.hidden === 0 && (
        <Button variant="subtle" color="gray" size="compact-xs" className={s.add} onClick={() => setAdding(true)}>
          <Trans>None yet. Link one</Trans>
        </Button>
      )}
      {alike > 0 && ticket.merged_into_id === null && (
        <p className={s.quiet}>
          <Plural value={alike} one="This customer has # other open ticket." other="This customer has # other open tickets." />{' '}
          <Button variant="subtle" color="gray" size="compact-xs" className={s.add} onClick={() => setMerging(true)}>
            <Trans>Make them one…</Trans>
          </Button>
        </p>
      )}
      <Suspense>
        {adding && <LinkDialog ticket={ticket} onClose={() => setAdding(false)} />}
        {merging && <MergeDialog ticket={ticket} view={view} onClose={() => setMerging(false)} />}
      </Suspense>
    </section>
  );
}

function Row({ link, ticket, view }: { link: TicketLink; ticket: TicketRow; view: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => unlinkTicket(ticket.id, link.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['links'] });
      toast(t`The link to ${link.ticket.reference} is gone`);
    },
    onError: (error) => toastError(error),
  });
  return (
    <li>
      <Link to="/inbox/$view/$ticketId" params={{ view, ticketId: String(link.ticket.id) }} search>
        <small>{LINKED[link.kind]}</small>
        <b dir="auto">{link.ticket.subject || t`No subject`}</b>
        <small>
          <bdi className="num">{link.ticket.reference}</bdi> · {STATUS[link.ticket.status]}
        </small>
      </Link>
      <ActionIcon size={24} aria-label={t`Take away the link to ${link.ticket.reference}`} loading={remove.isPending} onClick={() => remove.mutate()}>
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
}
