import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { IconArrowRight } from '@tabler/icons-react';

import type { PromisePreview } from '../../../api/generated/types.gen';
import { METRICS } from '../../../lib/clock';
import { formatNumber, shortTime } from '../../../lib/format';
import a from '../Admin.module.css';
import { showDuration } from '../hours';
import s from './Policies.module.css';

const when = (at: string | null, left: number): string => (at ? shortTime(at) : left ? t`${showDuration(left)} left, paused` : t`no promise`);

/** What a change would do to the tickets that are open now. */
export function Preview({ found, what }: { found: PromisePreview; what: string }) {
  return (
    <div className={s.preview} role="status">
      <p>
        <Trans>
          Of <Plural value={found.open} one="# open ticket" other="# open tickets" />, <b>{formatNumber(found.matched)}</b> {what}.
        </Trans>{' '}
        {found.moved ? (
          <Trans>
            <b>
              <Plural value={found.moved} one="# due time would move" other="# due times would move" />
            </b>{' '}
            ({found.earlier} earlier, {found.later} later).
          </Trans>
        ) : (
          <Trans>No due time would move.</Trans>
        )}
        {found.would_breach > 0 && (
          <span className={s.warn}>
            {' '}
            {found.grace ? (
              <Trans>
                <Plural value={found.would_breach} one="# promise" other="# promises" /> would be used up already: nothing breaks at once, those tickets get {showDuration(found.grace)} from the moment of the change.
              </Trans>
            ) : (
              <Trans>
                <Plural value={found.would_breach} one="# promise" other="# promises" /> would be used up already and break at once.
              </Trans>
            )}
          </span>
        )}
      </p>
      {found.examples.length > 0 && (
        <div className={s.scroller} tabIndex={0} role="region" aria-label={t`Examples`}>
          <table className={a.table}>
            <thead>
              <tr>
                <th scope="col"><Trans>Ticket, for example</Trans></th>
                <th scope="col"><Trans>Promise</Trans></th>
                <th scope="col"><Trans>Due now</Trans></th>
                <th scope="col">
                  <span className="sr-only"><Trans>becomes</Trans></span>
                </th>
                <th scope="col"><Trans>Would be due</Trans></th>
              </tr>
            </thead>
            <tbody>
              {found.examples.map((move) => (
                <tr key={`${move.ticket_id} ${move.metric}`}>
                  <td className={s.ticket}>
                    <a href={`/inbox/all/${move.ticket_id}`}>{move.reference}</a> <span dir="auto">{move.subject}</span>
                  </td>
                  <td>{METRICS[move.metric]}</td>
                  <td>{when(move.due_before, move.left_before)}</td>
                  <td>
                    <IconArrowRight size={14} aria-hidden />
                  </td>
                  <td className={move.late ? s.late : undefined}>
                    {when(move.due_after, move.left_after)}
                    {move.late && t` (used up)`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
