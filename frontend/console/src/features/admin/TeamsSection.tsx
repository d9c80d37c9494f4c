import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Modal, MultiSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';

import { channelsQuery, teamsQuery, usersQuery } from '../../api/queries';
import type { Team } from '../../api/types';
import { useChannels, useUsers } from '../../ui/names';
import { toast } from '../../ui/toast';
import s from './Admin.module.css';
import { FormActions } from './FormActions';
import { changeTeam, createTeam, deleteTeam } from './calls';
import { Problem, refusals, Section } from './Section';

export function TeamsSection() {
  const { data: teams, error } = useQuery({ ...teamsQuery, refetchOnMount: 'always' });
  const [open, setOpen] = useState<Team | 'new' | null>(null);
  return (
    <Section title={t`Teams`} about={t`Who works together, and on which channels. An agent sees the channels of their teams and nothing else.`} add={{ label: t`New team`, run: () => setOpen('new') }} error={error} pending={!teams}>
      {teams?.length === 0 && <p className={s.empty}><Trans>No team yet. Create one, then connect a channel to it.</Trans></p>}
      {teams && teams.length > 0 && (
        <ul className={s.list}>
          {teams.map((team) => (
            <li key={team.id}>
              <button type="button" className={s.row} onClick={() => setOpen(team)}>
                <IconUsersGroup size={18} aria-hidden />
                <span className={s.what}>
                  <b>{team.name}</b>
                  <small>{team.description}</small>
                </span>
                <span className={s.tag}>
                  <Plural value={team.member_ids.length} one="# person" other="# people" />
                </span>
                <span className={s.tag}>
                  <Plural value={team.channel_ids.length} one="# channel" other="# channels" />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {open !== null && <TeamForm team={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function TeamForm({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const client = useQueryClient();
  const users = [...useUsers().values()].filter((user) => user.active || team?.member_ids.includes(user.id));
  const channels = [...useChannels().values()];
  const [name, setName] = useState(team?.name ?? '');
  const [description, setDescription] = useState(team?.description ?? '');
  const [members, setMembers] = useState(team?.member_ids.map(String) ?? []);
  const [shared, setShared] = useState(team?.channel_ids.map(String) ?? []);
  const done = (words: string) => (): void => {
    for (const query of [teamsQuery, usersQuery, channelsQuery]) void client.invalidateQueries({ queryKey: query.queryKey });
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), description: description.trim(), member_ids: members.map(Number), channel_ids: shared.map(Number) };
      return team ? changeTeam(team.id, body) : createTeam(body);
    },
    onSuccess: done(t`Team saved`),
  });
  const remove = useMutation({ mutationFn: () => deleteTeam(team!.id), onSuccess: done(t`Team removed`) });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={team?.name ?? t`New team`} size={520}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label={t`Name`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
        <TextInput label={t`What they do`} value={description} onChange={(event) => setDescription(event.currentTarget.value)} error={errors.description} maxLength={200} />
        <MultiSelect label={t`People`} data={users.map((user) => ({ value: String(user.id), label: user.name }))} value={members} onChange={setMembers} error={errors.member_ids} searchable />
        <MultiSelect label={t`Channels`} data={channels.map((channel) => ({ value: String(channel.id), label: channel.name }))} value={shared} onChange={setShared} error={errors.channel_ids} searchable />
        <Problem error={save.error ?? remove.error} shown={['name', 'description', 'member_ids', 'channel_ids']} />
        <FormActions save={save} remove={team ? remove : null} />
      </form>
    </Modal>
  );
}
