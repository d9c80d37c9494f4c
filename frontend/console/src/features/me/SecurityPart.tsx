import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { explain } from '../../api/http';
import { shortTime } from '../../lib/format';
import { toast, toastError } from '../../ui/toast';
import { browserOf } from './browserOf';
import { changePassword, endSessions, sessionsQuery } from './calls';
import s from './Me.module.css';
import { MyTokens } from './MyTokens';
import { Group, Part } from './Part';
import { SecondSteps } from './SecondSteps';

export function SecurityPart() {
  const { t } = useLingui();
  return (
    <Part title={t`Security`} about={t`How you sign in, and where you are signed in.`}>
      <Password />
      <SecondSteps />
      <Sessions />
      <MyTokens />
    </Part>
  );
}

function Password() {
  const { t } = useLingui();
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const change = useMutation({ mutationFn: () => changePassword(before, after), onSuccess: () => location.reload() });
  return (
    <Group title={t`Password`} about={t`A new one signs you out everywhere else, and ends your API tokens.`}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <div className={s.pair}>
          <PasswordInput label={t`Your password now`} autoComplete="current-password" value={before} onChange={(event) => setBefore(event.currentTarget.value)} />
          <PasswordInput label={t`New password`} autoComplete="new-password" value={after} onChange={(event) => setAfter(event.currentTarget.value)} />
        </div>
        {change.error && (
          <p className={s.problem} role="alert">
            {explain(change.error)}
          </p>
        )}
        <div className={s.actions}>
          <Button type="submit" variant="default" disabled={!before || !after} loading={change.isPending}>
            <Trans>Change the password</Trans>
          </Button>
        </div>
      </form>
    </Group>
  );
}

function Sessions() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: endSessions,
    onSuccess: () => {
      toast(t`Signed out there`);
      void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
    onError: (failure) => toastError(failure, t`Not signed out`),
  });
  const others = data?.filter((session) => !session.is_current) ?? [];
  return (
    <Group title={t`Where I am signed in`} about={t`Sign out what you do not know, then change your password.`}>
      {error ? (
        <p role="alert">
          {explain(error)}{' '}
          <Button variant="default" onClick={() => void refetch()}>
            <Trans>Try again</Trans>
          </Button>
        </p>
      ) : (
        <ul className={s.sessions}>
          {data?.map((session) => (
            <li key={session.id}>
              <div>
                <b>{browserOf(session.user_agent)}</b>
                <small>
                  <bdi dir="ltr">{session.ip}</bdi> · <Trans>since {shortTime(session.created_at * 1000)}</Trans>
                </small>
              </div>
              {session.is_current ? (
                <span>
                  <Trans>This one</Trans>
                </span>
              ) : (
                <Button variant="default" disabled={end.isPending} onClick={() => end.mutate([session.id])}>
                  <Trans>Sign out</Trans>
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {others.length > 1 && (
        <Button variant="default" loading={end.isPending} onClick={() => end.mutate(others.map((session) => session.id))}>
          <Trans>Sign out everywhere else</Trans>
        </Button>
      )}
    </Group>
  );
}
