import { Button } from '@mantine/core';

import { explain } from '../api/http';
import s from './Failure.module.css';

/** When a page cannot be drawn at all: what happened, and what to do. */
export function Failure({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <main className={s.page}>
      <h1>This page could not be opened</h1>
      <p>{explain(error)}</p>
      <div className={s.actions}>
        <Button onClick={reset}>Try again</Button>
        <Button variant="default" onClick={() => location.reload()}>
          Reload
        </Button>
      </div>
    </main>
  );
}
