import { t } from '@lingui/core/macro';
import { ActionIcon, Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';

import { onCallQuery, putOnCall } from '../../../api/attention';
import { explain } from '../../../api/http';
import { teamsQuery } from '../../../api/queries';
import { useUsers } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import { Section } from '../Section';
import own from './OnCall.module.css';

export default function OnCallSection() {
  const { data: teams, error } = useQuery(teamsQuery);
  return (
    <Section
      title={t`On call`}
      about={t`Who is called when a rule says “Call whoever is on call”. The first person hears it in the console and by mail. If they do not take it in time, the next one is called; if nobody does, everybody on the list and all supervisors are told, and it stays open until somebody takes it.`}
      error={error}
      pending={!teams}
    >
      <div className={own.lists}>
        <CallList team={null} name={t`Everybody’s tickets`} about={t`For tickets without a team, and for teams without a list of their own. Empty: supervisors are called.`} />
        {teams?.map((team) => (
          <CallList key={team.id} team={team.id} name={team.name} about={t`Empty: the list for everybody’s tickets is used.`} members={team.member_ids} />
        ))}
      </div>
    </Section>
  );
}

function CallList({ team, name, about, members }: { team: number | null; name: string; about: string; members?: readonly number[] }) {
  const client = useQueryClient();
  const users = useUsers();
  const query = onCallQuery(team);
  const { data, error } = useQuery(query);
  const save = useMutation({
    mutationFn: (ids: number[]) => putOnCall(team, ids),
    onSuccess: (next) => {
      client.setQueryData(query.queryKey, next.results);
      toast(t`${name}: saved`);
    },
    onError: (failure) => toastError(failure, t`Not saved`),
  });
  const ids = (data ?? []).map((person) => person.id);
  const swap = (at: number, to: number): void => save.mutate(ids.with(at, ids[to]!).with(to, ids[at]!));
  const free = [...users.values()].filter((user) => user.active && !ids.includes(user.id));
  const choices = members ? [...free].sort((a, b) => Number(members.includes(b.id)) - Number(members.includes(a.id))) : free;
  return (
    <section className={own.card} aria-label={t`On call: ${name}`}>
      <h2>{name}</h2>
      <p>{error ? explain(error) : ids.length === 0 ? about : t`Called in this order:`}</p>
      {ids.length > 0 && (
        <ol>
          {data!.map((person, at) => (
            <li key={person.id}>
              <b className="num">{at + 1}</b>
              <span>{person.name}</span>
              <ActionIcon aria-label={t`Call ${person.name} earlier`} disabled={at === 0 || save.isPending} onClick={() => swap(at, at - 1)}>
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon aria-label={t`Call ${person.name} later`} disabled={at === ids.length - 1 || save.isPending} onClick={() => swap(at, at + 1)}>
                <IconArrowDown size={15} />
              </ActionIcon>
              <ActionIcon aria-label={t`Take ${person.name} off the list`} disabled={save.isPending} onClick={() => save.mutate(ids.filter((id) => id !== person.id))}>
                <IconX size={15} />
              </ActionIcon>
            </li>
          ))}
        </ol>
      )}
      <Select
        aria-label={t`Add somebody to ${name}`}
        placeholder={ids.length ? t`Then call…` : t`First call…`}
        data={choices.map((user) => ({ value: String(user.id), label: user.name }))}
        value={null}
        onChange={(value) => value !== null && save.mutate([...ids, Number(value)])}
        searchable
        disabled={save.isPending || !data}
        nothingFoundMessage={t`Everybody is on the list.`}
      />
    </section>
  );
}
