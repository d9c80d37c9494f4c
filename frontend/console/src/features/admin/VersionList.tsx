import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import { formatDate } from '../../lib/format';
import s from './Admin.module.css';

interface Version {
  number: number;
  at: string;
  by: string | null;
  said: ReactNode;
}
/** Everything that was ever said, the newest first, and the way back. */
export function VersionList({ versions, revert }: { versions: readonly Version[]; revert: { isPending: boolean; variables: number | undefined; mutate: (number: number) => void } }) {
  return (
    <ol className={s.versions}>
      {versions.map(({ number, at, by, said }, n) => (
        <li key={number}>
          <header>
            <b><Trans>Version {number}</Trans></b>
            <small>
              {formatDate(at, 'yearMoment')}
              {by !== null && ` · ${by}`}
            </small>
            {n === 0 ? (
              <span className={s.tag}><Trans>in force</Trans></span>
            ) : (
              <Button size="compact-sm" variant="default" disabled={revert.isPending} loading={revert.isPending && revert.variables === number} onClick={() => revert.mutate(number)}>
                <Trans>Go back to this</Trans>
              </Button>
            )}
          </header>
          {said}
        </li>
      ))}
    </ol>
  );
}
