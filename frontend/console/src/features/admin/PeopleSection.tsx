import { t } from '@lingui/core/macro';
import { Button, Modal, MultiSelect, NumberInput, Select, Skeleton, Switch, TextInput } from '@mantine/core';
import { Plural, Trans } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconCopy, IconMail, IconShieldOff } from '@tabler/icons-react';
import { useState } from 'react';

import { explain } from '../../api/http';
import { teamsQuery, usersQuery } from '../../api/queries';
import type { Role, UserDetail } from '../../api/types';
import { ago, useNow } from '../../lib/clock';
import { formatDate } from '../../lib/format';
import { Avatar } from '../../ui/Avatar';
import { useMe, useTeams } from '../../ui/names';
import { toast, toastError } from '../../ui/toast';
import { AVAILABILITY, ROLE } from '../../ui/words';
import s from './Admin.module.css';
import { changeUser, createUser, forgetSecondStep, inviteUser, readUser } from './calls';
import { Problem, refusals, Section } from './Section';

const roles = (): { value: Role; label: string }[] => (Object.keys(ROLE) as Role[]).map((value) => ({ value, label: ROLE[value] }));

export function PeopleSection() {
  const { data: users, error } = useQuery({ ...usersQuery, refetchOnMount: 'always' });
  const teams = useTeams();
  const [open, setOpen] = useState<number | 'new' | null>(null);
  return (
    <Section title={t`People`} about={t`Agents see the channels of their teams; supervisors and admins see everything.`} add={{ label: t`Invite somebody`, run: () => setOpen('new') }} error={error} pending={!users}>
      <ul className={s.list}>
        {users?.map((user) => (
          <li key={user.id}>
            <button type="button" className={s.row} onClick={() => setOpen(user.id)}>
              <Avatar name={user.name} size={28} />
              <span className={s.what}>
                <b>{user.name}</b>
                <small>
                  {user.username} · {user.team_ids.map((id) => teams.get(id)?.name ?? '…').join(', ') || t`in no team`} · {AVAILABILITY[user.availability]}
                </small>
              </span>
              {!user.active && <span className={s.tag}><Trans>Locked out</Trans></span>}
              <span className={s.tag}>{ROLE[user.role]}</span>
            </button>
          </li>
        ))}
      </ul>
      {open !== null && <PersonDialog id={open === 'new' ? null : open} onOpen={setOpen} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function PersonDialog({ id, onOpen, onClose }: { id: number | null; onOpen: (id: number) => void; onClose: () => void }) {
  const { data, error, isFetching } = useQuery({ queryKey: ['user', id], queryFn: () => readUser(id!), enabled: id !== null, staleTime: 0 });
  return (
    <Modal opened onClose={onClose} title={id === null ? t`Invite somebody` : (data?.name ?? t`Person`)} size={520}>
      {error ? <p role="alert">{explain(error)}</p> : id === null || (data && !isFetching) ? <PersonForm key={id ?? 'new'} user={data ?? null} onCreated={onOpen} onClose={onClose} /> : <Skeleton height={260} />}
    </Modal>
  );
}

function PersonForm({ user, onCreated, onClose }: { user: UserDetail | null; onCreated: (id: number) => void; onClose: () => void }) {
  const client = useQueryClient();
  const me = useMe();
  const teams = [...useTeams().values()].map((team) => ({ value: String(team.id), label: team.name }));
  const [username, setUsername] = useState('');
  const [name, setName] = useState(user?.name ?? '');
  const [email, setEmail] = useState(user?.email ?? '');
  const [role, setRole] = useState<Role>(user?.role ?? 'agent');
  const [capacity, setCapacity] = useState<number | string>(user?.capacity ?? 25);
  const [member, setMember] = useState(user?.team_ids.map(String) ?? []);
  const [active, setActive] = useState(user?.active ?? true);
  const save = useMutation({
    mutationFn: (): Promise<UserDetail> => {
      const body = { name: name.trim(), email: email.trim(), role, capacity: Number(capacity), team_ids: member.map(Number) };
      return user ? changeUser(user.id, { ...body, active }) : createUser({ ...body, username: username.trim() });
    },
    onSuccess: (saved) => {
      for (const query of [usersQuery, teamsQuery]) void client.invalidateQueries({ queryKey: query.queryKey });
      toast(user ? t`Saved` : t`${saved.name} can be invited now`);
      if (user) onClose();
      else onCreated(saved.id);
    },
  });
  const errors = refusals(save.error);
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {!user && <TextInput label={t`Username`} description={t`To sign in with.`} value={username} onChange={(event) => setUsername(event.currentTarget.value)} error={errors.username} required maxLength={150} autoCapitalize="none" spellCheck={false} data-autofocus />}
      <div className={s.pair}>
        <TextInput label={t`Name`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={120} />
        <TextInput label={t`E-mail`} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} error={errors.email} required maxLength={254} />
        <Select label={t`Role`} data={roles()} value={role} onChange={(value) => value && setRole(value as Role)} error={errors.role} allowDeselect={false} />
        <NumberInput label={t`Capacity`} description={t`Open tickets that routing may give.`} value={capacity} onChange={setCapacity} error={errors.capacity} min={0} max={1000} allowDecimal={false} />
      </div>
      <MultiSelect label={t`Teams`} data={teams} value={member} onChange={setMember} error={errors.team_ids} />
      {user && user.id !== me.id && <Switch label={t`May sign in`} description={t`When off, the person is signed out at once and their tickets go back.`} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />}
      {user && <Standing user={user} leaving={user.active && !active} />}
      {user && user.two_step && user.id !== me.id && <SecondStep id={user.id} />}
      {user && active && <Invitation id={user.id} />}
      <Problem error={save.error} shown={['username', 'name', 'email', 'role', 'capacity', 'team_ids']} />
      <div className={s.actions}>
        <Button type="submit" loading={save.isPending}>
          {user ? t`Save` : t`Create`}
        </Button>
      </div>
    </form>
  );
}

/** What somebody should know before they change or lock out a person. */
function Standing({ user, leaving }: { user: UserDetail; leaving: boolean }) {
  const now = useNow();
  const seen = user.last_seen_at && ago(user.last_seen_at, now);
  return (
    <div role="status">
      {leaving && user.open_tickets > 0 && (
        <p className={s.problem}>
          <Plural value={user.open_tickets} one="Their # open ticket goes back to the queue as soon as you save. What they wrote stays." other="Their # open tickets go back to the queue as soon as you save. What they wrote stays." />
        </p>
      )}
      <p>
        {seen ? <Trans>Last here {seen}.</Trans> : <Trans>Was never here yet.</Trans>} <Plural value={user.open_tickets} _0="No open ticket." one="# open ticket." other="# open tickets." />{' '}
        {user.two_step ? <Trans>Signs in with a second step.</Trans> : <Trans>Signs in with a password alone.</Trans>}
      </p>
    </div>
  );
}

/** For who has lost phone and codes. It is asked twice: who signs in with a password alone is easier to impersonate. */
function SecondStep({ id }: { id: number }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const forget = useMutation({
    mutationFn: () => forgetSecondStep(id),
    onSuccess: () => {
      toast(t`Taken away. They can set up a new second step.`);
      return client.invalidateQueries({ queryKey: ['user', id] });
    },
    onError: (error) => toastError(error),
  });
  if (!asked) {
    return (
      <Button variant="default" leftSection={<IconShieldOff size={14} />} onClick={() => setAsked(true)}>
        <Trans>They have lost their second step</Trans>
      </Button>
    );
  }
  return (
    <div role="group" aria-label={t`Second step`}>
      <p>
        <Trans>Passkeys, authenticator app and recovery codes are taken away, and the password alone signs in. Be sure that it is really them who asks.</Trans>
      </p>
      <Button color="red" loading={forget.isPending} onClick={() => forget.mutate()}>
        <Trans>Take the second step away</Trans>
      </Button>
    </div>
  );
}

/** A link that sets a password; it is shown once and stored nowhere. */
function Invitation({ id }: { id: number }) {
  const invite = useMutation({ mutationFn: () => inviteUser(id), onError: (error) => toastError(error) });
  if (!invite.data) {
    return (
      <Button variant="default" leftSection={<IconMail size={14} />} loading={invite.isPending} onClick={() => invite.mutate()}>
        <Trans>Make a link to set a password</Trans>
      </Button>
    );
  }
  return (
    <div>
      <p>
        <Trans>Send this link to the person. It works once, until {formatDate(invite.data.expires_at, 'yearMoment')}.</Trans>
      </p>
      <div className={s.link}>
        <code>{invite.data.url}</code>
        <Button variant="default" leftSection={<IconCopy size={14} />} onClick={() => void navigator.clipboard.writeText(invite.data.url).then(() => toast(t`Link copied`))}>
          <Trans>Copy</Trans>
        </Button>
      </div>
    </div>
  );
}
