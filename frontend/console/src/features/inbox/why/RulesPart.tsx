import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import * as sdk from '../../../api/generated/sdk.gen';
import type { RuleLook } from '../../../api/generated/types.gen';
import { answer, explain, strict } from '../../../api/http';
import type { TicketRow } from '../../../api/types';
import { RuleEffect } from '../../../ui/RuleEffect';
import { shortTime } from '../thread/dates';
import s from './Why.module.css';

const EVENT: Record<string, string> = {
  get 'ticket.created'() { return t`The ticket was opened`; },
  get 'message.created'() { return t`A message was added`; },
  get 'ticket.changed'() { return t`The ticket was changed`; },
  get 'sla.warning'() { return t`A promise was close to being broken`; },
  get 'sla.breach'() { return t`A promise was broken`; },
  get 'survey.answered'() { return t`The survey was answered`; },
  get 'delivery.changed'() { return t`The sending of a message moved on`; },
  get 'rule.due'() { return t`It had been so for a while`; },
};

/** What rules did to this ticket, look by look; and which did not run, because of what. */
export default function RulesPart({ ticket }: { ticket: TicketRow }) {
  const { data, error } = useQuery({ queryKey: ['rule-runs', ticket.id, ticket.version], queryFn: () => answer(sdk.ticketRuleRuns({ ...strict, path: { ticket_id: ticket.id } })), gcTime: 0, placeholderData: (old) => old });
  if (!data) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={120} radius="md" />;
  if (!data.results.length)
    return (
      <p className={s.about}>
        <Trans>No rule has looked at this ticket in the last 30 days. Rules look when something happens to it; an admin writes them under Administration, Rules.</Trans>
      </p>
    );
  return (
    <>
      <p className={s.about}><Trans>Each time something happened to this ticket, the newest first: which rules ran, and why the others did not.</Trans></p>
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
      {look.cause_id !== null && <small><Trans>A rule had caused this.</Trans></small>}
      {look.runs.map((run) => (
        <div key={run.id} className={s.run}>
          <span>
            <Trans>Rule <b>{run.rule}</b></Trans>
          </span>
          <RuleEffect run={run} />
        </div>
      ))}
      {look.runs.length === 0 && <p className={s.about}><Trans>No rule ran.</Trans></p>}
      {look.unmatched.length > 0 && (
        <>
          <button type="button" className={s.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t`Hide` : t`Why ${plural(look.unmatched.length, { one: '# rule', other: '# rules' })} did not run`}
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
