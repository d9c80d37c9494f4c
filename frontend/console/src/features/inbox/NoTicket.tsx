import { Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { Trans, useLingui } from '@lingui/react/macro';

import { ApiError, explain } from '../../api/http';
import s from './Conversation.module.css';

interface Props {
  error?: unknown;
  /** Nothing stands in the list either, which says so itself. */
  empty: boolean;
  onBack: () => void;
  onRetry: () => void;
}

/** In place of a ticket that cannot be shown. */
export function NoTicket({ error, empty, onBack, onRetry }: Props) {
  const { t } = useLingui();
  const missing = error instanceof ApiError && (error.status === 404 || error.status === 403);
  return (
    <section className={s.nothing} aria-label={t`Ticket`} role={error ? 'alert' : undefined}>
      {error ? (
        <>
          <p>
            <IconAlertCircle size={16} aria-hidden /> {missing ? t`This ticket is not here. It may have been removed, or it is on a channel that you may not see.` : explain(error)}
          </p>
          <Button variant="default" onClick={missing ? onBack : onRetry}>
            {missing ? t`Back to the list` : t`Try again`}
          </Button>
        </>
      ) : (
        !empty && (
          <p>
            <Trans>
              Select a ticket, or press <kbd>J</kbd> for the first one.
            </Trans>
          </p>
        )
      )}
    </section>
  );
}
