import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';

import { explain } from '../api/http';
import s from './Failure.module.css';

/** When a page cannot be drawn at all: what happened, and what to do. */
export function Failure({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <main className={s.page}>
      <h1><Trans>This page could not be opened</Trans></h1>
      <p>{explain(error)}</p>
      <div className={s.actions}>
        <Button onClick={reset}><Trans>Try again</Trans></Button>
        <Button variant="default" onClick={() => location.reload()}>
          <Trans>Reload</Trans>
        </Button>
      </div>
    </main>
  );
}
