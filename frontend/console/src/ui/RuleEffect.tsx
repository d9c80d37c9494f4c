import { t } from '@lingui/core/macro';
import type { RuleRun } from '../api/generated/types.gen';
import { Changes } from './Changes';
import s from './Changes.module.css';

const OUTCOME: Record<RuleRun['outcome'], string> = {
  done: '',
  get no_change() { return t`Nothing: it was like that already`; },
  get failed() { return t`It failed`; },
  get loop_stopped() { return t`Stopped: rules were answering one another in a circle`; },
  get paused() { return t`Stopped by itself: it did too much at once`; },
};

/** What came of one run of a rule. */
export function RuleEffect({ run }: { run: RuleRun }) {
  const changed = Object.keys(run.changes).length > 0;
  const said = run.actions.filter((action) => action.result && !(changed && ['set', 'label', 'snooze', 'custom', 'need'].includes(action.do)));
  return (
    <>
      {OUTCOME[run.outcome] && (
        <span className={s.outcome} data-bad={run.outcome !== 'no_change' || undefined}>
          {OUTCOME[run.outcome]}
          {run.error && `: ${run.error}`}
        </span>
      )}
      <Changes changes={run.changes as Record<string, unknown[]>} />
      {said.length > 0 && (
        <ul className={s.changes}>
          {said.map((action, n) => (
            <li key={n}>{action.result}</li>
          ))}
        </ul>
      )}
    </>
  );
}
