import { useLingui } from '@lingui/react/macro';
import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconClockPause } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';

import type { TicketRow } from '../../../api/types';
import { useUndoableUpdate, useUpdateTicket } from '../actions';
import { shortTime } from '../thread/dates';
import { Coming } from './Coming';

const SnoozeForm = lazy(() => import('./SnoozeForm'));

interface Props {
  ticket: TicketRow;
  size: number;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

export function SnoozeMenu({ ticket, size, opened, onChange }: Props) {
  const { t } = useLingui();
  const update = useUpdateTicket();
  const undoable = useUndoableUpdate();
  const until = ticket.snoozed_until;
  const close = (): void => onChange(false);
  return (
    <Popover opened={opened} onChange={onChange} width={300} position="bottom-end" returnFocus>
      <Popover.Target>
        <Tooltip label={until ? t`Snoozed until ${shortTime(until)}` : t`Snooze (H)`}>
          <ActionIcon variant={until ? 'light' : 'default'} color={until ? 'brand' : 'gray'} size={size} aria-label={t`Snooze`} aria-keyshortcuts="h" onClick={() => onChange(!opened)}>
            <IconClockPause size={15} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Snooze until`} aria-labelledby={undefined}>
        <Suspense fallback={<Coming />}>
          <SnoozeForm
            snoozed={until !== null}
            onChoose={(date) => {
              close();
              undoable(ticket, { snoozed_until: date.toISOString() }, t`sleeps until ${shortTime(date.toISOString())}`);
            }}
            onWake={() => {
              close();
              update(ticket, { snoozed_until: null });
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
