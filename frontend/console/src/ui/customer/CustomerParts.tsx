import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { explain } from '../../api/http';
import { contactQuery } from '../../api/queries';
import { Consent } from './Consent';
import s from './Customer.module.css';
import { Handles } from './Handles';
import { History } from './History';
import { Panels } from './Panels';
import { Profile } from './Profile';
import { SamePerson } from './SamePerson';

interface Props {
  contactId: number;
  /** The ticket beside which they are shown. */
  ticketId?: number | undefined;
}

/** All that is known of a customer, to be changed where it stands: beside a ticket, and on a page of its own. */
export default function CustomerParts({ contactId, ticketId }: Props) {
  const { data: contact, error } = useQuery(contactQuery(contactId));
  if (!contact) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={220} />;
  return (
    <div className={s.parts}>
      <Profile key={contact.id} contact={contact} alone={ticketId === undefined} />
      <SamePerson contact={contact} />
      <Handles contact={contact} />
      <Panels contactId={contact.id} ticketId={ticketId} />
      <History contactId={contact.id} ticketId={ticketId} />
      <Consent contact={contact} />
    </div>
  );
}
