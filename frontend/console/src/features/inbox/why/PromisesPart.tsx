import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import * as sdk from '../../../api/generated/sdk.gen';
import type { TicketClock } from '../../../api/generated/types.gen';
import { answer, explain, strict } from '../../../api/http';
import type { TicketRow } from '../../../api/types';
import { formatLeft, METRICS } from '../../../lib/clock';
import { formatDay } from '../../../lib/format';
import { useMe } from '../../../ui/names';
import s from './Promises.module.css';

const query = (ticket: TicketRow) => ({ queryKey: ['ticket-clocks', ticket.id, ticket.version] as const, queryFn: async () => (await answer(sdk.ticketsClocks({ ...strict, path: { ticket_id: ticket.id } }))).results });
/** The server says local times with their offset: what the wall clock of that office shows. */
const local = (text: string): string => `${formatDay(text.slice(0, 10))}, ${text.slice(11, 16)}`;
const span = (seconds: number): string => formatLeft(seconds * 1000);

/** Every promise on the ticket: where it stands, in which hours it counts, and each step that led there. */
export default function PromisesPart({ ticket }: { ticket: TicketRow }) {
  const { data: clocks, error } = useQuery({ ...query(ticket), refetchOnMount: 'always' });
  if (!clocks) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={140} radius="md" />;
  if (!clocks.length) return <p className={s.about}><Trans>Nothing is promised on this ticket: no policy fits it, or no customer has written yet. Admins see all policies under Administration, Policies.</Trans></p>;
  return (
    <>
      <p className={s.about}><Trans>Each promise is a clock. It counts only in its hours, rests when its policy says so, and every step is written down.</Trans></p>
      {clocks.map((clock) => (
        <Account key={clock.id} clock={clock} ticket={ticket} />
      ))}
    </>
  );
}

function standing(clock: TicketClock): { text: string; late: boolean } {
  const inHours = (time: string): string => (clock.calendar ? t`${time} of business time` : time);
  if (clock.late_seconds !== null) {
    const late = span(clock.late_seconds);
    const business = inHours(span(clock.late_business ?? 0));
    const both = clock.calendar && clock.late_business !== clock.late_seconds ? t`${business}, ${late} on the wall clock` : late;
    return { text: clock.late_seconds ? t`Late by ${both}` : t`Broken`, late: clock.excused_at === null };
  }
  const left = inHours(span(clock.left));
  if (clock.state === 'running') return { text: t`${left} left`, late: false };
  if (clock.state === 'paused') return { text: t`Paused, ${left} left`, late: false };
  return { text: clock.state === 'cancelled' ? t`Ended without a result` : t`Kept, with ${left} to spare`, late: false };
}

function Account({ clock, ticket }: { clock: TicketClock; ticket: TicketRow }) {
  const me = useMe();
  const { text, late } = standing(clock);
  return (
    <section className={s.clock} aria-label={METRICS[clock.metric]}>
      <header>
        <h3>
          {clock.visibility === 'public' ? t`${METRICS[clock.metric]} in public` : METRICS[clock.metric]}
        </h3>
        <b data-late={late || undefined}>{text}</b>
      </header>
      <dl>
        {clock.due_local && (
          <div>
            <dt><Trans>Due</Trans></dt>
            <dd>
              {local(clock.due_local)} <small>({clock.zone})</small>
            </dd>
          </div>
        )}
        <div>
          <dt><Trans>Promised</Trans></dt>
          <dd>
            <Trans>{span(clock.target)}, {span(clock.used)} used</Trans>
          </dd>
        </div>
        <div>
          <dt><Trans>By</Trans></dt>
          <dd>{clock.policy ?? t`no policy`}</dd>
        </div>
        <div>
          <dt><Trans>Counts in</Trans></dt>
          <dd>{clock.calendar ?? t`every hour, around the clock`}</dd>
        </div>
        {clock.breach_cause && (
          <div>
            <dt><Trans>Broken</Trans></dt>
            <dd>{clock.breach_cause}</dd>
          </div>
        )}
      </dl>
      <ol>
        {clock.explain.map((entry) => (
          <li key={entry.id}>
            <time dateTime={entry.at}>{local(entry.at_local)}</time>
            <span>
              {entry.words}
              {entry.by && ` (${entry.by})`}
              <small>
                {entry.after > entry.before ? t`${span(entry.after - entry.before)} counted, ${span(entry.after)} of ${span(entry.target)} used` : t`${span(entry.after)} of ${span(entry.target)} used`}
              </small>
            </span>
          </li>
        ))}
      </ol>
      {clock.breached_at && (clock.excused_at || me.role !== 'agent') && <Excuse clock={clock} ticket={ticket} may={me.role !== 'agent'} />}
    </section>
  );
}

/** A broken promise stays broken; supervisors may say why it is nobody's fault. */
function Excuse({ clock, ticket, may }: { clock: TicketClock; ticket: TicketRow; may: boolean }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const where = { ...strict, path: { clock_id: clock.id } };
  const save = useMutation({
    mutationFn: () => (clock.excused_at ? answer(sdk.clocksTakeBackExcuse(where)) : answer(sdk.clocksExcuse({ ...where, body: { reason } }))),
    onSuccess: (row) => {
      setReason('');
      client.setQueryData<TicketClock[]>(query(ticket).queryKey, (old) => old?.map((one) => (one.id === row.id ? row : one)));
    },
  });
  return (
    <form
      className={s.excuse}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {clock.excused_at ? (
        <p>
          <Trans>Excused by {clock.excused_by}: <q dir="auto">{clock.excuse}</q></Trans>
        </p>
      ) : (
        <TextInput label={t`Excuse it`} description={t`It stays in the record, with your name and this reason.`} placeholder={t`for example: power cut in the office`} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={300} />
      )}
      {save.error && <p role="alert">{explain(save.error)}</p>}
      {may && (
        <Button type="submit" variant="default" size="compact-md" disabled={!clock.excused_at && !reason.trim()} loading={save.isPending}>
          {clock.excused_at ? t`Take the excuse back` : t`Excuse`}
        </Button>
      )}
    </form>
  );
}
