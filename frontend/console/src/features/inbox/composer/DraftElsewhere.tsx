import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';

import type { Draft } from '../../../api/types';
import { shortTime } from '../thread/dates';
import s from './Composer.module.css';
import { drafts } from './drafts';

const plain = (html: string): string => (new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '').slice(0, 160);

/** The same agent wrote on another machine, or in another tab: neither is thrown away unseen. */
export default function DraftElsewhere({ ticketId, other }: { ticketId: number; other: Draft }) {
  return (
    <div className={s.held} role="status" aria-label={t`Another draft of yours`}>
      <p>
        <IconDevices size={15} aria-hidden />
        <span>
          <Trans>
            You have another draft on this ticket, of {shortTime(other.updated_at ?? '')}: <q dir="auto">{plain(other.body)}</q>
          </Trans>
        </span>
      </p>
      <div>
        <Button size="compact-sm" variant="default" onClick={() => drafts.takeTheirs(ticketId, other)}>
          <Trans>Use that one</Trans>
        </Button>
        <Button size="compact-sm" onClick={() => drafts.keepMine(ticketId, other)}>
          <Trans>Keep what is here</Trans>
        </Button>
      </div>
    </div>
  );
}
