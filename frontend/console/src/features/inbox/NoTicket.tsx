import { IconAlertCircle } from '@tabler/icons-react';
import { Trans, useLingui } from '@lingui/react/macro';

import { explain } from '../../api/http';
import s from './Conversation.module.css';

/** In place of a ticket that cannot be shown. */
export function NoTicket({ error }: { error?: unknown }) {
  const { t } = useLingui();
  return (
    <section className={s.nothing} aria-label={t`Ticket`} role={error ? 'alert' : undefined}>
      {error ? (
        <p>
          <IconAlertCircle size={16} aria-hidden /> {explain(error)}
        </p>
      ) : (
        <p>
          <Trans>
            Select a ticket, or press <kbd>J</kbd> for the first one.
          </Trans>
        </p>
      )}
    </section>
  );
}
