import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { type Answer, ticketSurveyQuery } from '../../../api/attention';
import { ago, serverNow } from '../../../lib/clock';
import { SIGNS, said } from '../../../ui/scales';
import s from './Satisfaction.module.css';

/** What the customer said afterwards: of this ticket first, then of others. Nothing when they were never asked. */
export default function Satisfaction({ ticketId, view }: { ticketId: number; view: string }) {
  const { data } = useQuery({ ...ticketSurveyQuery(ticketId), refetchOnMount: 'always' });
  if (!data || (!data.answer && !data.earlier.length)) return null;
  return (
    <section className={s.satisfaction}>
      <h3><Trans>How it was</Trans></h3>
      {data.answer && (data.answer.score === null ? <p><Trans>Asked {ago(data.answer.asked_at, serverNow())} ago, no answer yet.</Trans></p> : <Said answer={data.answer} />)}
      {data.earlier.map((answer) => (
        <Said key={answer.id} answer={answer} view={view} />
      ))}
    </section>
  );
}

function Said({ answer, view }: { answer: Answer; view?: string }) {
  const score = answer.score ?? 0;
  return (
    <div className={s.said}>
      <span aria-hidden>{SIGNS[answer.scale][score]}</span>
      <div>
        <b>{said(answer.scale, score)}</b>
        {answer.comment && <p dir="auto">{answer.comment}</p>}
        {view !== undefined && (
          <small>
            <Trans>
              on{' '}
              <Link to="/inbox/$view/$ticketId" params={{ view, ticketId: String(answer.ticket.id) }} search>
                {answer.ticket.reference}
              </Link>
            </Trans>
          </small>
        )}
      </div>
    </div>
  );
}
