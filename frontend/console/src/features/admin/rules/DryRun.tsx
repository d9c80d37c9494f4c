import { Button, Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconFlask } from '@tabler/icons-react';
import { useState } from 'react';

import type { DryRunTrial, RuleDraftRequest } from '../../../api/generated/types.gen';
import { ago, serverNow } from '../../../lib/clock';
import { Changes } from '../../../ui/Changes';
import { plural } from '../../../ui/words';
import a from '../Admin.module.css';
import { Problem } from '../Section';
import { dryRun } from './calls';
import s from './Rules.module.css';

/** What the rule would have done lately. Nothing is changed and nothing is sent. */
export function DryRun({ draft, unsaved }: { draft: RuleDraftRequest; unsaved: boolean }) {
  const [misses, setMisses] = useState(false);
  const run = useMutation({ mutationFn: () => dryRun(draft) });
  const report = run.data;
  const shown = report?.runs.filter((trial) => misses || trial.failed === null);
  const looked = draft.trigger.after ? 'ticket' : 'event';
  return (
    <div className={a.form}>
      <p className={s.about}>
        {draft.trigger.after ? 'Looks at the newest tickets' : 'Plays the last 500 events again'} and shows what the rule{unsaved ? ', as you have written it but not saved it,' : ''} would have done. Nothing is changed, and nobody gets a message.
      </p>
      <div>
        <Button leftSection={<IconFlask size={15} />} loading={run.isPending} onClick={() => run.mutate()}>
          {report ? 'Try it again' : 'Try it out'}
        </Button>
      </div>
      <Problem error={run.error} shown={[]} />
      {report && (
        <>
          <div className={s.report} role="status">
            <b>
              {report.matched === 0 ? 'It would not have run' : `It would have run ${plural(report.matched, 'time')}`}, on {plural(report.events, looked)} looked at.
            </b>
            {!report.complete && <span>There was no time for all of them.</span>}
            {report.matched < report.events && <Switch label="Show also where it would not have run, and why" checked={misses} onChange={(event) => setMisses(event.currentTarget.checked)} />}
          </div>
          {shown && shown.length > 0 && (
            <div className={a.scroller}>
              <table className={a.table}>
                <thead>
                  <tr>
                    <th scope="col">Ticket</th>
                    <th scope="col">When</th>
                    <th scope="col">What it would have done</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((trial, n) => (
                    <tr key={n}>
                      <td className={s.ticket}>
                        <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(trial.ticket_id) }}>
                          {trial.reference}
                        </Link>
                        <span dir="auto">{trial.subject}</span>
                      </td>
                      <td className={s.when}>{ago(trial.at, serverNow())} ago</td>
                      <td>
                        <Trial trial={trial} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Trial({ trial }: { trial: DryRunTrial }) {
  if (trial.failed !== null) return <span className={s.miss}>Not: {trial.failed}</span>;
  if (trial.error) return <span className={s.failed}>It would have failed: {trial.error}</span>;
  const said = trial.actions.filter((action) => action.result).map((action) => action.result);
  if (!said.length) return <span className={s.miss}>Nothing: it was like that already</span>;
  return (
    <>
      <Changes changes={trial.changes as Record<string, unknown[]>} />
      <ul className={s.said}>
        {trial.actions.filter((action) => action.result && !Object.keys(trial.changes).length).map((action, n) => (
          <li key={n}>{action.result}</li>
        ))}
      </ul>
    </>
  );
}
