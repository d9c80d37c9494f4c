import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import * as sdk from '../../../api/generated/sdk.gen';
import type { Decision } from '../../../api/generated/types.gen';
import { answer, explain, strict } from '../../../api/http';
import type { TicketRow } from '../../../api/types';
import { Considered } from '../../../ui/Considered';
import { useTeams, useUsers } from '../../../ui/names';
import { shortTime } from '../thread/dates';
import s from './Why.module.css';

/** Every decision on who gets this ticket, the newest first, with everybody who was considered. */
export default function RoutingPart({ ticket }: { ticket: TicketRow }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['decisions', ticket.id, ticket.version],
    queryFn: ({ pageParam }) => answer(sdk.ticketsDecisions({ ...strict, path: { ticket_id: ticket.id }, query: pageParam === null ? {} : { cursor: pageParam } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    gcTime: 0,
    placeholderData: (old) => old,
  });
  if (!data) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={120} radius="md" />;
  const found = data.pages.flatMap((page) => page.results);
  if (!found.length) return <p className={s.about}><Trans>Routing has not looked at this ticket in the last 30 days: its team takes tickets by hand, or somebody took it first.</Trans></p>;
  return (
    <>
      <p className={s.about}><Trans>What was decided on who gets this ticket, the newest first.</Trans></p>
      <ol className={s.looks}>
        {found.map((decision) => (
          <One key={decision.id} decision={decision} />
        ))}
      </ol>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          <Trans>Show older decisions</Trans>
        </Button>
      )}
    </>
  );
}

function One({ decision }: { decision: Decision }) {
  const users = useUsers();
  const teams = useTeams();
  const [open, setOpen] = useState(false);
  const who = decision.user_id === null ? t`somebody` : (users.get(decision.user_id)?.name ?? t`a former colleague`);
  const team = decision.team_id === null ? t`another team` : (teams.get(decision.team_id)?.name ?? t`a former team`);
  const title: Record<Decision['outcome'], string> = {
    assigned: t`Given to ${who}`,
    offered: t`Offered to ${who}`,
    waiting: t`Waits in the queue of ${team}`,
    released: t`Taken back from ${who}`,
    handed_over: t`Handed over to ${team}`,
  };
  return (
    <li>
      <header>
        <b>{title[decision.outcome]}</b>
        <time dateTime={decision.at}>{shortTime(decision.at)}</time>
      </header>
      <span>{decision.why}</span>
      {decision.considered.length > 0 && (
        <button type="button" className={s.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t`Hide who was considered` : t`Who was considered (${decision.considered.length})`}
        </button>
      )}
      {open && <Considered people={decision.considered} />}
    </li>
  );
}
