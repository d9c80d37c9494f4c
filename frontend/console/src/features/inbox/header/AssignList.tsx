import { Trans, useLingui } from '@lingui/react/macro';
import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconCheck, IconUserX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

import type { TicketRow, User } from '../../../api/types';
import { releaseKeys } from '../../../lib/keys';
import { Avatar } from '../../../ui/Avatar';
import { useMe, useUsers } from '../../../ui/names';
import { AVAILABILITY } from '../../../ui/words';
import s from './Header.module.css';

const RANK = { online: 0, away: 1, offline: 2 };
const NOBODY = '';

/** Me first, then colleagues: of the ticket's team, and who is there, before the others. */
export function candidates(users: Iterable<User>, ticket: Pick<TicketRow, 'team_id'>, me: number, text: string): User[] {
  const wanted = text.trim().toLowerCase();
  const far = (user: User): number => (user.id === me ? -10 : 0) + (ticket.team_id !== null && user.team_ids.includes(ticket.team_id) ? 0 : 4) + RANK[user.availability];
  return [...users].filter((user) => user.active && (!wanted || user.name.toLowerCase().includes(wanted) || user.username.toLowerCase().includes(wanted))).sort((a, b) => far(a) - far(b) || a.name.localeCompare(b.name));
}

/** Found by typing, taken by Enter: whose the ticket is to be. */
export default function AssignList({ ticket, onAssign }: { ticket: TicketRow; onAssign: (id: number | null) => void }) {
  const { t } = useLingui();
  const users = useUsers();
  const me = useMe();
  const [text, setText] = useState('');
  const box = useCombobox({ opened: true });
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  // Enter takes the first of those that are left.
  useEffect(() => {
    box.selectFirstOption();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the box is another object each time
  }, [text]);
  const list = candidates(users.values(), ticket, me.id, text).slice(0, 12);
  return (
    <Combobox store={box} onOptionSubmit={(value) => onAssign(value === NOBODY ? null : Number(value))}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput ref={field} role="combobox" aria-label={t`Find a colleague`} placeholder={t`Find a colleague`} value={text} onChange={(event) => setText(event.currentTarget.value)} onFocus={() => setText((typed) => typed + releaseKeys().trim())} mb={6} />
      </Combobox.EventsTarget>
      <Combobox.Options mah={360} style={{ overflowY: 'auto' }} aria-label={t`Colleagues`}>
        {list.map((user) => (
          <Combobox.Option key={user.id} value={String(user.id)} className={s.person}>
            <Avatar name={user.name} size={20} />
            <span className={s.who} dir="auto">{user.id === me.id ? t`${user.name} (me)` : user.name}</span>
            {user.id === ticket.assignee_id ? <IconCheck size={14} aria-label={t`Assigned`} /> : <small>{user.availability === 'online' ? '' : AVAILABILITY[user.availability]}</small>}
          </Combobox.Option>
        ))}
        {ticket.assignee_id !== null && !text && (
          <Combobox.Option value={NOBODY} className={s.person}>
            <IconUserX size={16} aria-hidden />
            <span className={s.who}>
              <Trans>Nobody</Trans>
            </span>
          </Combobox.Option>
        )}
        {!list.length && (
          <Combobox.Empty>
            <Trans>No colleague is called that.</Trans>
          </Combobox.Empty>
        )}
      </Combobox.Options>
    </Combobox>
  );
}
