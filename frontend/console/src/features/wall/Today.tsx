import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { lazy, memo, Suspense, useState } from 'react';

import type { Wall } from '../../api/types';
import { METRICS } from '../../lib/clock';
import { formatNumber } from '../../lib/format';
import { timeOfDay } from './times';
import s from './Wall.module.css';

const ExcuseMany = lazy(() => import('../../ui/ExcuseMany'));
type Cause = Wall['causes'][number]['cause'];
export const CAUSE: Record<Cause, { label: string; about: string }> = {
  unassigned: { get label() { return t`Nobody had it`; }, get about() { return t`The ticket had no owner when its time was up.`; } },
  late_reply: { get label() { return t`Answered late`; }, get about() { return t`Its owner answered, after the time was up.`; } },
  unanswered: { get label() { return t`Not answered yet`; }, get about() { return t`It has an owner, who has not answered yet.`; } },
  unsolved: { get label() { return t`Not solved in time`; }, get about() { return t`It was answered, but took longer to solve than promised.`; } },
  after_hours: { get label() { return t`Team was closed`; }, get about() { return t`Promised around the clock, and it ran out outside of business hours.`; } },
  delivery_failed: { get label() { return t`Answer not delivered`; }, get about() { return t`The answer was written in time and refused by the other side.`; } },
};

interface Props {
  causes: Wall['causes'];
  newest: Wall['newest_breaches'];
  excused: number;
  channel: number | undefined;
  big: boolean;
}

/** Promises that broke today: why, and as many of the latest as there is room for. Excused ones stand apart. */
export const Today = memo(function Today({ causes, newest, excused, channel, big }: Props) {
  const [excusing, setExcusing] = useState(false);
  const { ref, height } = useElementSize<HTMLDivElement>();
  const row = useMediaQuery('(min-width: 1800px)', false, { getInitialValueInEffect: false }) ? 31 : 25;
  const most = Math.max(1, ...causes.map((one) => one.count));
  return (
    <section className={`${s.card} ${s.today}`} aria-label={t`Breached today`}>
      <table className={s.causes}>
        <caption><Trans>Breached today, and why</Trans></caption>
        <thead className={s.thead}>
          <tr>
            {[t`Cause`, t`Share`, t`Promises`].map((name) => (
              <th key={name} scope="col">
                <span className="sr-only">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {causes.map(({ cause, count }) => (
            <tr key={cause} data-cause={cause} title={CAUSE[cause].about}>
              <th scope="row">{CAUSE[cause].label}</th>
              <td>
                <span className={s.bar} aria-hidden>
                  <i style={{ inlineSize: `${(count / most) * 100}%` }} />
                </span>
              </td>
              <td className={`${s.count} num`}>{formatNumber(count)}</td>
            </tr>
          ))}
          {!causes.length && (
            <tr>
              <td colSpan={3} className={s.none}>
                <Trans>No promise was breached today.</Trans>
              </td>
            </tr>
          )}
          {excused > 0 && (
            <tr className={s.excused} title={t`Somebody said why these do not count.`}>
              <th scope="row"><Trans>Excused</Trans></th>
              <td />
              <td className={`${s.count} num`}>{formatNumber(excused)}</td>
            </tr>
          )}
        </tbody>
      </table>
      <div className={s.newest}>
        <h2>
          <Trans>The latest</Trans>
          {!big && (
            <button type="button" className={s.excuse} onClick={() => setExcusing(true)}>
              <Trans>Excuse…</Trans>
            </button>
          )}
        </h2>
        <div ref={ref} className={s.room}>
        {newest.length ? (
          <ul>
            {newest.slice(0, Math.max(5, Math.floor(height / row))).map((one) => (
              <li key={one.clock_id} data-excused={one.excused || undefined} title={`${METRICS[one.metric]}: ${one.excused ? t`excused, ${one.excuse}` : CAUSE[one.cause].about}`}>
                <time className="num" dateTime={one.breached_at}>
                  {timeOfDay(one.breached_at)}
                </time>
                <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(one.ticket_id) }} dir="auto">
                  <span className="sr-only">{one.reference} </span>
                  {one.subject || t`No subject`}
                </Link>
                <small>{one.excused ? t`excused` : METRICS[one.metric].toLowerCase()}</small>
              </li>
            ))}
          </ul>
        ) : (
          <p className={s.none}><Trans>Here you will see each promise as it breaks.</Trans></p>
        )}
        </div>
      </div>
      {excusing && (
        <Suspense>
          <ExcuseMany channel={channel} onClose={() => setExcusing(false)} />
        </Suspense>
      )}
    </section>
  );
});
