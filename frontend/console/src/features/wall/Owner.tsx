import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Menu, TextInput, UnstyledButton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconChevronDown, IconChevronsUp, IconHandGrab, IconUserX } from '@tabler/icons-react';
import { memo, useState } from 'react';

import { patchTicket, type TicketChanges } from '../../api/calls';
import { explain } from '../../api/http';
import type { Priority, TicketRow } from '../../api/types';
import { applyTickets } from '../../live/patch';
import { Avatar } from '../../ui/Avatar';
import { useMe, useUsers } from '../../ui/names';
import { toast, toastError } from '../../ui/toast';
import { PRIORITY } from '../../ui/words';
import { listCandidates } from './calls';
import { inMails } from './People';
import s from './Wall.module.css';

const HIGHER: Partial<Record<Priority, Priority>> = { low: 'normal', normal: 'high', high: 'urgent' };

/** Who has it; on a big screen there is nothing to press. */
export const Held = memo(function Held({ row }: { row: TicketRow }) {
  const owner = useUsers().get(row.assignee_id ?? 0);
  return (
    <span className={s.ownerButton}>
      {owner ? (
        <>
          <Avatar name={owner.name} size={24} />
          <span data-short>{owner.name.split(' ')[0]}</span>
        </>
      ) : (
        <b><Trans>Unassigned</Trans></b>
      )}
    </span>
  );
});

/** Who has it, and what can be done about it without leaving the wall: take it, give it away, make it more urgent. */
export const Owner = memo(function Owner({ row }: { row: TicketRow }) {
  const me = useMe();
  const users = useUsers();
  const [opened, setOpened] = useState(false);
  const { change, pending } = useChange(row);
  const owner = row.assignee_id === null ? undefined : users.get(row.assignee_id);
  const higher = HIGHER[row.priority];
  const give = (id: number | null): void => {
    const name = users.get(id ?? 0)?.name ?? t`a colleague`;
    change({ assignee_id: id }, id === null ? t`has no owner now` : id === me.id ? t`is with you now` : t`is with ${name} now`);
  };
  return (
    <Menu width={330} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <UnstyledButton className={s.ownerButton} disabled={pending}>
          <span className="sr-only">{owner ? t`${row.reference}: ${owner.name}. Reassign` : t`${row.reference}: unassigned. Reassign`}</span>
          {owner ? (
            <>
              <Avatar name={owner.name} size={24} />
              <span data-short aria-hidden>
                {owner.name.split(' ')[0]}
              </span>
            </>
          ) : (
            <b aria-hidden><Trans>Unassigned</Trans></b>
          )}
          <IconChevronDown size={13} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={s.menu}>
        {row.assignee_id !== me.id && (
          <Menu.Item leftSection={<IconHandGrab size={16} />} onClick={() => give(me.id)}>
            <Trans>Take it myself</Trans>
          </Menu.Item>
        )}
        {higher && (
          <Menu.Item leftSection={<IconChevronsUp size={16} />} onClick={() => change({ priority: higher }, t`is ${PRIORITY[higher].toLowerCase()} now`)}>
            <Trans>Raise to {PRIORITY[higher].toLowerCase()}</Trans>
          </Menu.Item>
        )}
        {opened && <People row={row} onPick={give} />}
        {owner && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconUserX size={16} />} onClick={() => give(null)}>
              <Trans>Take it from {owner.name.split(' ')[0]}, give it to nobody</Trans>
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
});

/** Who routing could give it to now, with their load; then whom it could not, and why. People may decide otherwise. */
function People({ row, onPick }: { row: TicketRow; onPick: (id: number) => void }) {
  const users = useUsers();
  const [text, setText] = useState('');
  const { data, error, isFetching } = useQuery({ queryKey: ['candidates', row.id], queryFn: () => listCandidates(row.id), staleTime: 0, gcTime: 10_000 });
  if (!data) return <Menu.Label>{error ? t`Who can take it is not known: ${explain(error)}` : isFetching ? t`Looking who can take it…` : ''}</Menu.Label>;
  const wanted = text.trim().toLowerCase();
  const found = data.filter((each) => each.user_id !== row.assignee_id && users.get(each.user_id)?.active !== false && (!wanted || each.name.toLowerCase().includes(wanted)));
  const groups = [
    { title: t`Who can take it now`, people: found.filter((each) => each.verdict !== 'rejected'), none: wanted ? '' : row.team_id === null ? t`It has no team yet: open it and choose one to see who could take it.` : t`Nobody else can take it now.` },
    { title: t`Not now`, people: found.filter((each) => each.verdict === 'rejected'), none: '' },
  ];
  return (
    <>
      <Menu.Divider />
      {data.length > 9 && <TextInput role="searchbox" aria-label={t`Find a colleague`} placeholder={t`Find a colleague`} value={text} onChange={(event) => setText(event.currentTarget.value)} m={4} data-autofocus />}
      {groups.map(({ title, people, none }) => (
        <div key={title} role="group" aria-label={title}>
          {(people.length > 0 || none) && <Menu.Label>{people.length > 0 ? title : none}</Menu.Label>}
          {people.slice(0, 6).map((each) => (
            <Menu.Item key={each.user_id} data-not={each.verdict === 'rejected' || undefined} leftSection={<Avatar name={each.name} size={22} />} rightSection={<small className="num">{`${inMails(each.load)} / ${each.capacity}`}</small>} onClick={() => onPick(each.user_id)}>
              {each.name}
              <small className={s.why}>{each.verdict === 'passed' ? t`Has room.` : each.why}</small>
            </Menu.Item>
          ))}
        </div>
      ))}
    </>
  );
}

/** Changes the ticket and says so, with a way back. */
function useChange(row: TicketRow): { change: (changes: TicketChanges, done: string) => void; pending: boolean } {
  const client = useQueryClient();
  const me = useMe();
  const put = (next: TicketRow): void => {
    applyTickets(client, [next], me.id);
    // The board itself follows by push; until then this row already says so.
    client.setQueriesData<{ next: TicketRow[]; breached: TicketRow[] }>({ queryKey: ['wall'] }, (old) => {
      if (!old) return old;
      const newer = (list: TicketRow[]): TicketRow[] => list.map((r) => (r.id === next.id && next.version >= r.version ? next : r));
      return { ...old, next: newer(old.next), breached: newer(old.breached) };
    });
  };
  const { mutate, isPending } = useMutation({
    mutationFn: ({ changes }: { changes: TicketChanges; done: string; back: TicketChanges | null }) => patchTicket(row.id, changes),
    onSuccess: (next, { done, back }) => {
      put(next);
      toast(`${next.reference} ${done}`, back ? { undo: () => mutate({ changes: back, done: t`is as it was`, back: null }) } : {});
    },
    onError: (error) => toastError(error, t`${row.reference} was not changed`),
  });
  const change = (changes: TicketChanges, done: string): void => {
    const back = Object.fromEntries(Object.keys(changes).map((key) => [key, row[key as keyof TicketChanges]])) as TicketChanges;
    mutate({ changes, done, back });
  };
  return { change, pending: isPending };
}
