import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import * as sdk from '../../../api/generated/sdk.gen';
import type { RuleLook } from '../../../api/generated/types.gen';
import { answer, explain, strict } from '../../../api/http';
import type { TicketRow } from '../../../api/types';
import { RuleEffect } from '../../../ui/RuleEffect';
import { plural } from '../../../ui/words';
import { shortTime } from '../thread/dates';
import s from './Why.module.css';

const EVENT: Record<string, string> = {
  'ticket.created': 'The ticket was opened',
  'message.created': 'A message was added',
  'ticket.changed': 'The ticket was changed',
  'sla.warning': 'A promise was close to being broken',
  'sla.breach': 'A promise was broken',
  'survey.answered': 'The survey was answered',
  'delivery.changed': 'The sending of a message moved on',
  'rule.due': 'It had been so for a while',
};

/** What rules did to this ticket, look by look; and which did not run, because of what. */
export default function RulesPart({ ticket }: { ticket: TicketRow }) {
  const { data, error } = useQuery({ queryKey: ['rule-runs', ticket.id, ticket.version], queryFn: () => answer(sdk.ticketRuleRuns({ ...strict, path: { ticket_id: ticket.id } })), gcTime: 0, placeholderData: (old) => old });
  if (!data) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={120} radius="md" />;
  if (!data.results.length)
    return (
      <p className={s.about}>
        No rule has looked at this ticket in the last 30 days. Rules look when something happens to it; an admin writes them under Administration, Rules.
      </p>
    );
  return (
    <>
      <p className={s.about}>Each time something happened to this ticket, the newest first: which rules ran, and why the others did not.</p>
      <ol className={s.looks}>
        {data.results.map((look) => (
          <Look key={look.event_id} look={look} />
        ))}
      </ol>
    </>
  );
}

function Look({ look }: { look: RuleLook }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <header>
        <b>{EVENT[look.event_kind] ?? look.event_kind}</b>
        <time dateTime={look.at}>{shortTime(look.at)}</time>
      </header>
      {look.cause_id !== null && <small>A rule had caused this.</small>}
      {look.runs.map((run) => (
        <div key={run.id} className={s.run}>
          <span>
            Rule <b>{run.rule}</b>
          </span>
          <RuleEffect run={run} />
        </div>
      ))}
      {look.runs.length === 0 && <p className={s.about}>No rule ran.</p>}
      {look.unmatched.length > 0 && (
        <>
          <button type="button" className={s.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide' : `Why ${plural(look.unmatched.length, 'rule')} did not run`}
          </button>
          {open && (
            <ul className={s.misses}>
              {look.unmatched.map((miss) => (
                <li key={miss.rule_id}>
                  <b>{miss.rule}</b>: {miss.failed}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </li>
  );
}
