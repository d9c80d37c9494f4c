import { Menu, TextInput, UnstyledButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconChevronDown, IconUserX } from '@tabler/icons-react';
import { memo, useState } from 'react';

import { patchTicket } from '../../api/calls';
import type { TicketRow } from '../../api/types';
import { formatLeft, METRICS, spokenLeft } from '../../lib/clock';
import { applyTickets } from '../../live/patch';
import { Avatar } from '../../ui/Avatar';
import { useChannels, useMe, useUsers } from '../../ui/names';
import { networkOf } from '../../ui/networks';
import { toast, toastError } from '../../ui/toast';
import { AVAILABILITY } from '../../ui/words';
import type { Due } from './ticketState';
import s from './Wall.module.css';

const NEXT = 7;
const LATE = 6;

/** What can still be saved comes first. */
export function Queue({ next, late }: { next: readonly Due[]; late: readonly Due[] }) {
  const shownNext = next.slice(0, Math.max(NEXT, NEXT + LATE - late.length));
  const shownLate = late.slice(0, Math.max(LATE, NEXT + LATE - next.length));
  return (
    <section className={`${s.card} ${s.queue}`} aria-label="Tickets at risk" tabIndex={0}>
      <Table title="Next to breach" what="Time left" rows={shownNext} more={next.length - shownNext.length} empty="Nothing is due." />
      {late.length > 0 && <Table title="Longest overdue" what="Overdue by" rows={shownLate} more={late.length - shownLate.length} empty="" />}
    </section>
  );
}

function Table({ title, what, rows, more, empty }: { title: string; what: string; rows: readonly Due[]; more: number; empty: string }) {
  return (
    <table>
      <caption>
        {title}
        {more > 0 && <span> and {more} more</span>}
      </caption>
      <colgroup>
        <col className={s.c1} />
        <col />
        <col className={s.c3} />
        <col className={s.c4} />
      </colgroup>
      <thead className={s.thead}>
        <tr>
          {[what, 'Ticket', 'Promise', 'Owner'].map((name) => (
            <th key={name} scope="col">
              <span className="sr-only">{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((due) => (
          <tr key={due.row.id} data-tone={due.tone} data-ticket={due.row.id}>
            <td className={s.left}>
              <bdi dir="ltr" className="num" aria-hidden>
                {formatLeft(due.left)}
              </bdi>
              <span className="sr-only">{spokenLeft(due.left)}</span>
            </td>
            <What row={due.row} />
            <td className={s.metric}>{due.metric ? METRICS[due.metric.metric] : ''}</td>
            <td className={s.owner}>
              <Owner row={due.row} />
            </td>
          </tr>
        ))}
        {!rows.length && (
          <tr>
            <td colSpan={4} className={s.none}>
              {empty}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

const What = memo(function What({ row }: { row: TicketRow }) {
  const channel = useChannels().get(row.channel_id);
  const { Icon, label } = networkOf(channel?.kind ?? row.contact.network);
  return (
    <td className={s.what}>
      <Link to="/inbox/$view/$ticketId" params={{ view: 'breaching', ticketId: String(row.id) }} dir="auto">
        {row.subject || 'No subject'}
      </Link>
      <small>
        <Icon size={13} aria-label={channel?.name ?? label} /> <bdi className="num">{row.reference}</bdi> · <bdi>{row.contact.name || row.contact.handle}</bdi>
      </small>
    </td>
  );
});

/** Who has it, and a menu to give it to somebody else without leaving the wall. */
const Owner = memo(function Owner({ row }: { row: TicketRow }) {
  const client = useQueryClient();
  const me = useMe();
  const users = useUsers();
  const [text, setText] = useState('');
  const owner = row.assignee_id === null ? undefined : users.get(row.assignee_id);
  const assign = useMutation({
    mutationFn: (id: number | null) => patchTicket(row.id, { assignee_id: id }),
    onSuccess: (next) => {
      applyTickets(client, [next], me.id);
      // The board itself follows by push; until then this row already says so.
      client.setQueriesData<{ next: TicketRow[]; breached: TicketRow[] }>({ queryKey: ['wall'] }, (old) => {
        if (!old) return old;
        const put = (list: TicketRow[]): TicketRow[] => list.map((r) => (r.id === next.id && next.version >= r.version ? next : r));
        return { ...old, next: put(old.next), breached: put(old.breached) };
      });
      toast(next.assignee_id === null ? `${next.reference} has no owner now` : `${next.reference} is with ${users.get(next.assignee_id)?.name ?? 'a colleague'} now`);
    },
    onError: (error) => toastError(error, `${row.reference} was not reassigned`),
  });
  const wanted = text.trim().toLowerCase();
  const order = { online: 0, away: 1, offline: 2 };
  const list = [...users.values()].filter((user) => user.active && (!wanted || user.name.toLowerCase().includes(wanted))).sort((a, b) => order[a.availability] - order[b.availability] || a.name.localeCompare(b.name));
  return (
    <Menu width={230} onChange={() => setText('')}>
      <Menu.Target>
        <UnstyledButton className={s.ownerButton} disabled={assign.isPending}>
          <span className="sr-only">{`${row.reference}: ${owner ? owner.name : 'unassigned'}. Reassign`}</span>
          {owner ? (
            <>
              <Avatar name={owner.name} size={24} />
              <span data-short aria-hidden>{owner.name.split(' ')[0]}</span>
            </>
          ) : (
            <b aria-hidden>Unassigned</b>
          )}
          <IconChevronDown size={13} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {users.size > 8 && <TextInput role="searchbox" aria-label="Find a colleague" placeholder="Find a colleague" value={text} onChange={(event) => setText(event.currentTarget.value)} m={4} data-autofocus />}
        {list.slice(0, 10).map((user) => (
          <Menu.Item key={user.id} leftSection={<Avatar name={user.name} size={20} />} rightSection={user.availability === 'online' ? null : <small>{AVAILABILITY[user.availability]}</small>} onClick={() => assign.mutate(user.id)}>
            {user.name}
          </Menu.Item>
        ))}
        {owner && (
          <Menu.Item leftSection={<IconUserX size={14} />} onClick={() => assign.mutate(null)}>
            Nobody
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
});
