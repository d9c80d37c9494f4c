import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Popover } from '@mantine/core';
import { IconChevronDown, IconUserPlus } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';

import type { TicketRow } from '../../../api/types';
import { Avatar } from '../../../ui/Avatar';
import { useUsers } from '../../../ui/names';
import { useUpdateTicket } from '../actions';
import { Coming } from './Coming';

const AssignList = lazy(() => import('./AssignList'));

interface Props {
  ticket: TicketRow;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

export function AssignMenu({ ticket, opened, onChange }: Props) {
  const { t } = useLingui();
  const users = useUsers();
  const update = useUpdateTicket();
  const now = ticket.assignee_id === null ? undefined : users.get(ticket.assignee_id);
  return (
    <Popover opened={opened} onChange={onChange} width={260} position="bottom-end" returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={now ? <Avatar name={now.name} size={18} /> : <IconUserPlus size={14} />} rightSection={<IconChevronDown size={13} />} aria-keyshortcuts="a" onClick={() => onChange(!opened)}>
          {now && (
            <span className="sr-only">
              <Trans>Assigned to</Trans>&nbsp;
            </span>
          )}
          {now ? now.name.split(' ')[0] : t`Assign`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={t`Assign`} aria-labelledby={undefined}>
        <Suspense fallback={<Coming />}>
          <AssignList
            ticket={ticket}
            onAssign={(id) => {
              onChange(false);
              update(ticket, { assignee_id: id });
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
