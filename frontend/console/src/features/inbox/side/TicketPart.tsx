import { Trans, useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';

import type { Priority, TicketRow, TicketStatus } from '../../../api/types';
import { useTeams } from '../../../ui/names';
import { PRIORITY, STATUS } from '../../../ui/words';
import { useUpdateTicket } from '../actions';
import { Fields } from './Fields';
import { Followers } from './Followers';
import { Labels } from './Labels';
import { Links } from './Links';
import { MyReminder } from './MyReminder';
import s from './Side.module.css';

const options = <K extends string>(words: Record<K, string>): { value: K; label: string }[] => (Object.keys(words) as K[]).map((value) => ({ value, label: words[value] }));

/** What is known of the ticket itself, changed where it stands. */
export default function TicketPart({ ticket, view }: { ticket: TicketRow; view: string }) {
  const { t } = useLingui();
  const update = useUpdateTicket();
  const teams = useTeams();
  return (
    <>
      <section className={s.properties} aria-label={t`Ticket`}>
        <h3>
          <Trans>Ticket</Trans>
        </h3>
        <Select label={t`Status`} data={options(STATUS).filter((option) => option.value !== 'closed' || ticket.status === 'closed')} value={ticket.status} onChange={(value) => value && update(ticket, { status: value as TicketStatus })} allowDeselect={false} />
        <Select label={t`Priority`} data={options(PRIORITY)} value={ticket.priority} onChange={(value) => value && update(ticket, { priority: value as Priority })} allowDeselect={false} />
        <Select
          label={t`Team`}
          placeholder={t`None`}
          data={[...teams.values()].map((team) => ({ value: String(team.id), label: team.name }))}
          value={ticket.team_id === null ? null : String(ticket.team_id)}
          onChange={(value) => update(ticket, { team_id: value === null ? null : Number(value) })}
          clearable
          clearButtonProps={{ 'aria-label': t`No team` }}
        />
        <Labels ticket={ticket} />
        <Fields ticket={ticket} />
      </section>
      <MyReminder ticket={ticket} />
      <Followers ticket={ticket} />
      <Links ticket={ticket} view={view} />
    </>
  );
}
