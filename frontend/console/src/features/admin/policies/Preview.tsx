import { IconArrowRight } from '@tabler/icons-react';

import type { PromisePreview } from '../../../api/generated/types.gen';
import { METRICS } from '../../../lib/clock';
import { plural } from '../../../ui/words';
import a from '../Admin.module.css';
import { showDuration } from '../hours';
import s from './Policies.module.css';

const moment = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const when = (at: string | null, left: number): string => (at ? moment.format(new Date(at)) : left ? `${showDuration(left)} left, paused` : 'no promise');

/** What a change would do to the tickets that are open now. */
export function Preview({ found, what }: { found: PromisePreview; what: string }) {
  return (
    <div className={s.preview} role="status">
      <p>
        Of {plural(found.open, 'open ticket')}, <b>{found.matched.toLocaleString('en')}</b> {what}. {found.moved ? <b>{plural(found.moved, 'due time')} would move</b> : 'No due time would move'}
        {found.moved > 0 && ` (${found.earlier} earlier, ${found.later} later)`}.
        {found.would_breach > 0 && (
          <span className={s.warn}>
            {' '}
            {plural(found.would_breach, 'promise')} would be used up already
            {found.grace ? `: nothing breaks at once, those tickets get ${showDuration(found.grace)} from the moment of the change.` : ' and break at once.'}
          </span>
        )}
      </p>
      {found.examples.length > 0 && (
        <div className={s.scroller} tabIndex={0} role="region" aria-label="Examples">
          <table className={a.table}>
            <thead>
              <tr>
                <th scope="col">Ticket, for example</th>
                <th scope="col">Promise</th>
                <th scope="col">Due now</th>
                <th scope="col">
                  <span className="sr-only">becomes</span>
                </th>
                <th scope="col">Would be due</th>
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
                    {move.late && ' (used up)'}
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
