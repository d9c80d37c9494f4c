import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconAlarmOff, IconCalendar, IconClockPause } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import type { TicketRow } from '../../../api/types';
import { useUndoableUpdate, useUpdateTicket } from '../actions';
import { snoozeChoices } from '../snooze';
import { shortTime } from '../thread/dates';

const SnoozeDialog = lazy(() => import('./SnoozeDialog'));

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
  const [asking, setAsking] = useState(false);
  const snooze = (date: Date): void => undoable(ticket, { snoozed_until: date.toISOString() }, t`sleeps until ${shortTime(date.toISOString())}`);
  const snoozed = ticket.snoozed_until !== null;
  return (
    <>
      <Menu opened={opened} onChange={onChange} width={290}>
        <Menu.Target>
          <Tooltip label={snoozed ? t`Snoozed until ${shortTime(ticket.snoozed_until!)}` : t`Snooze (H)`}>
            <ActionIcon variant={snoozed ? 'light' : 'default'} color={snoozed ? 'brand' : 'gray'} size={size} aria-label={t`Snooze`} aria-keyshortcuts="h">
              <IconClockPause size={15} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Trans>Comes back by itself, and when the customer writes</Trans>
          </Menu.Label>
          {snoozed && (
            <Menu.Item leftSection={<IconAlarmOff size={14} />} onClick={() => update(ticket, { snoozed_until: null })}>
              <Trans>Wake it now</Trans>
            </Menu.Item>
          )}
          {snoozeChoices(new Date()).map((choice) => (
            <Menu.Item key={choice.label} rightSection={<small>{shortTime(choice.at.toISOString())}</small>} onClick={() => snooze(choice.at)}>
              {choice.label}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<IconCalendar size={14} />} onClick={() => setAsking(true)}>
            <Trans>Choose a time…</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {asking && (
          <SnoozeDialog
            onClose={() => setAsking(false)}
            onChoose={(date) => {
              setAsking(false);
              snooze(date);
            }}
          />
        )}
      </Suspense>
    </>
  );
}
