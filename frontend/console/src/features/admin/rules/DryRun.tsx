import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconFlask } from '@tabler/icons-react';
import { useState } from 'react';

import type { DryRunTrial, RuleDraftRequest } from '../../../api/generated/types.gen';
import { ago, serverNow } from '../../../lib/clock';
import { Changes } from '../../../ui/Changes';
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
  const events = report?.events ?? 0;
  const looked = draft.trigger.after ? plural(events, { one: '# ticket', other: '# tickets' }) : plural(events, { one: '# event', other: '# events' });
  return (
    <div className={a.form}>
      <p className={s.about}>
        {draft.trigger.after ? <Trans>Looks at the newest tickets and shows what the rule would have done.</Trans> : <Trans>Plays the last 500 events again and shows what the rule would have done.</Trans>}{' '}
        {unsaved && <Trans>It goes by what you have written here, saved or not.</Trans>} <Trans>Nothing is changed, and nobody gets a message.</Trans>
      </p>
      <div>
        <Button leftSection={<IconFlask size={15} />} loading={run.isPending} onClick={() => run.mutate()}>
          {report ? t`Try it again` : t`Try it out`}
        </Button>
      </div>
      <Problem error={run.error} shown={[]} />
      {report && (
        <>
          <div className={s.report} role="status">
            <b>
              {report.matched === 0 ? t`It would not have run, on ${looked} looked at.` : t`It would have run ${plural(report.matched, { one: '# time', other: '# times' })}, on ${looked} looked at.`}
            </b>
            {!report.complete && <span><Trans>There was no time for all of them.</Trans></span>}
            {report.matched < report.events && <Switch label={t`Show also where it would not have run, and why`} checked={misses} onChange={(event) => setMisses(event.currentTarget.checked)} />}
          </div>
          {shown && shown.length > 0 && (
            <div className={a.scroller}>
              <table className={a.table}>
                <thead>
                  <tr>
                    <th scope="col"><Trans>Ticket</Trans></th>
                    <th scope="col"><Trans>When</Trans></th>
                    <th scope="col"><Trans>What it would have done</Trans></th>
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
                      <td className={s.when}><Trans>{ago(trial.at, serverNow())} ago</Trans></td>
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
  if (trial.failed !== null) return <span className={s.miss}><Trans>Not: {trial.failed}</Trans></span>;
  if (trial.error) return <span className={s.failed}><Trans>It would have failed: {trial.error}</Trans></span>;
  const said = trial.actions.filter((action) => action.result).map((action) => action.result);
  if (!said.length) return <span className={s.miss}><Trans>Nothing: it was like that already</Trans></span>;
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
