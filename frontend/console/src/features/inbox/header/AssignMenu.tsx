import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Menu, TextInput } from '@mantine/core';
import { IconCheck, IconChevronDown, IconUserPlus, IconUserX } from '@tabler/icons-react';
import { useState } from 'react';

import type { TicketRow, User } from '../../../api/types';
import { Avatar } from '../../../ui/Avatar';
import { useMe, useUsers } from '../../../ui/names';
import { AVAILABILITY } from '../../../ui/words';
import { useUpdateTicket } from '../actions';

interface Props {
  ticket: TicketRow;
  opened: boolean;
  onChange: (opened: boolean) => void;
}
const RANK = { online: 0, away: 1, offline: 2 };

/** Me first, then colleagues: of the ticket's team, and who is there, before the others. */
export function candidates(users: Iterable<User>, ticket: Pick<TicketRow, 'team_id'>, me: number, text: string): User[] {
  const wanted = text.trim().toLowerCase();
  const far = (user: User): number => (user.id === me ? -10 : 0) + (ticket.team_id !== null && user.team_ids.includes(ticket.team_id) ? 0 : 4) + RANK[user.availability];
  return [...users].filter((user) => user.active && (!wanted || user.name.toLowerCase().includes(wanted) || user.username.toLowerCase().includes(wanted))).sort((a, b) => far(a) - far(b) || a.name.localeCompare(b.name));
}

export function AssignMenu({ ticket, opened, onChange }: Props) {
  const { t } = useLingui();
  const users = useUsers();
  const me = useMe();
  const update = useUpdateTicket();
  const [text, setText] = useState('');
  const now = ticket.assignee_id === null ? undefined : users.get(ticket.assignee_id);
  const list = candidates(users.values(), ticket, me.id, text).slice(0, 12);
  const assign = (id: number | null): void => {
    update(ticket, { assignee_id: id });
    onChange(false);
  };
  return (
    <Menu opened={opened} onChange={(next) => (setText(''), onChange(next))} width={240}>
      <Menu.Target>
        <Button variant="default" leftSection={now ? <Avatar name={now.name} size={18} /> : <IconUserPlus size={14} />} rightSection={<IconChevronDown size={13} />} aria-keyshortcuts="a">
          {now && <span className="sr-only">
              <Trans>Assigned to</Trans>&nbsp;
            </span>}
          {now ? now.name.split(' ')[0] : t`Assign`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {users.size > 8 && <TextInput role="searchbox" aria-label={t`Find a colleague`} placeholder={t`Find a colleague`} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Enter' && list[0] && assign(list[0].id)} m={4} data-autofocus />}
        {list.map((user) => (
          <Menu.Item key={user.id} leftSection={<Avatar name={user.name} size={20} />} rightSection={user.id === ticket.assignee_id ? <IconCheck size={14} /> : <small>{user.availability === 'online' ? '' : AVAILABILITY[user.availability]}</small>} onClick={() => assign(user.id)}>
            {user.id === me.id ? t`${user.name} (me)` : user.name}
          </Menu.Item>
        ))}
        {ticket.assignee_id !== null && (
          <Menu.Item leftSection={<IconUserX size={14} />} onClick={() => assign(null)}>
            <Trans>Nobody</Trans>
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
