import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconExternalLink, IconPlayerPlay } from '@tabler/icons-react';

import { explain } from '../../../api/http';
import { formatList } from '../../../lib/format';
import s from '../Admin.module.css';
import { tryPanel } from './calls';

/** Where the address would lead, before anything is saved: filled in for the newest ticket, to be opened and seen. */
export function Trial({ kind, address }: { kind: 'link' | 'frame'; address: string }) {
  const trial = useMutation({ mutationFn: () => tryPanel({ kind, url_template: address }) });
  const found = trial.data;
  return (
    <div>
      <Button variant="default" leftSection={<IconPlayerPlay size={14} />} loading={trial.isPending} disabled={!address.trim()} onClick={() => trial.mutate()}>
        <Trans>Try it with the newest ticket</Trans>
      </Button>
      {trial.error && (
        <p className={s.problem} role="alert">
          {explain(trial.error)}
        </p>
      )}
      {found && (
        <p role="status">
          {!found.ticket ? (
            <Trans>There is no ticket to try it with yet.</Trans>
          ) : found.missing.length ? (
            <Trans>
              Beside {found.ticket} nothing would stand: there is no value for {formatList(found.missing)}.
            </Trans>
          ) : (
            <>
              <Trans>
                Beside {found.ticket} ({found.customer}) it leads to:
              </Trans>{' '}
              <a href={found.url} target="_blank" rel="noopener noreferrer" dir="ltr">
                {found.url} <IconExternalLink size={13} aria-hidden />
              </a>
            </>
          )}
        </p>
      )}
    </div>
  );
}
