import { useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';

import { explain } from '../../../api/http';
import { contactQuery } from '../../../api/queries';
import type { TicketRow } from '../../../api/types';
import { withWords } from '../../../lib/language';
import { Avatar } from '../../../ui/Avatar';
import s from './DetailsPanel.module.css';

const Satisfaction = lazy(() => import('./Satisfaction'));
const TicketPart = lazy(() => import('../side/TicketPart'));
const CustomerParts = lazy(withWords('customer', () => import('../../../ui/customer/CustomerParts')));

/** Whose ticket it is, the ticket's own fields, and all that is known of the customer. */
export default function DetailsPanel({ ticket, view }: { ticket: TicketRow; view: string }) {
  const { t } = useLingui();
  const { data: contact, error } = useQuery(contactQuery(ticket.contact.id));
  const first = contact?.identities[0]?.handle;
  const title = contact?.name || first || t`Unknown`;
  return (
    <div className={s.panel}>
      {contact ? (
        <div className={s.who}>
          <Avatar name={title} size={44} />
          <div>
            <h2 dir="auto">{title}</h2>
            <p>
              <bdi dir="ltr">{first}</bdi>
            </p>
          </div>
        </div>
      ) : error ? (
        <p role="alert">{explain(error)}</p>
      ) : (
        <Skeleton height={44} />
      )}
      <Suspense fallback={<Skeleton height={190} />}>
        <TicketPart ticket={ticket} view={view} />
      </Suspense>
      <Suspense>
        <Satisfaction ticketId={ticket.id} view={view} />
      </Suspense>
      <Suspense fallback={<Skeleton height={220} />}>
        <CustomerParts contactId={ticket.contact.id} ticketId={ticket.id} />
      </Suspense>
    </div>
  );
}
