import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { explain } from '../../api/http';
import { AskAgain, authenticatorsQuery, confirmPassword, newSecret, recoveryCodes, turnOff, turnOn } from './calls';
import s from './Me.module.css';
import { Group } from './Part';

/** A code of an app beside the password; and codes on paper, for the day the phone is lost. */
export function TwoSteps() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data, error } = useQuery(authenticatorsQuery);
  const [again, setAgain] = useState<(() => void) | null>(null);
  const [secret, setSecret] = useState<{ secret?: string; totp_url?: string } | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const on = data?.some((one) => one.type === 'totp') ?? false;
  const left = data?.find((one) => one.type === 'recovery_codes')?.unused_code_count ?? 0;
  /** What needs a fresh password asks for it, and goes on afterwards. */
  const guard =
    (act: () => void) =>
    (failure: unknown): void => {
      if (failure instanceof AskAgain) setAgain(() => act);
    };
  const changed = (): void => void client.invalidateQueries({ queryKey: authenticatorsQuery.queryKey });
  const begin = useMutation({ mutationFn: newSecret, onSuccess: setSecret, onError: guard(() => begin.mutate()) });
  const show = useMutation({
    mutationFn: recoveryCodes,
    onSuccess: (made) => {
      setCodes(made);
      changed();
    },
    onError: guard(() => show.mutate()),
  });
  const end = useMutation({ mutationFn: turnOff, onSuccess: changed, onError: guard(() => end.mutate()) });
  const failure = [error, begin.error, show.error, end.error].find((one) => one && !(one instanceof AskAgain));
  return (
    <Group title={t`Two steps`} about={on ? t`On. Signing in asks for a code of your app as well.` : t`Off. Who knows your password can sign in. With two steps they also need your phone.`}>
      {failure ? (
        <p className={s.problem} role="alert">
          {explain(failure)}
        </p>
      ) : null}
      <div className={s.buttons}>
        {on ? (
          <>
            <Button variant="default" loading={show.isPending} onClick={() => show.mutate()}>
              <Trans>Make new recovery codes ({left} left)</Trans>
            </Button>
            <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
              <Trans>Turn off</Trans>
            </Button>
          </>
        ) : (
          <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
            <Trans>Turn on</Trans>
          </Button>
        )}
      </div>
      {again && (
        <Confirm
          onClose={() => setAgain(null)}
          onDone={() => {
            setAgain(null);
            again();
          }}
        />
      )}
      {secret && (
        <Begin
          secret={secret}
          guard={guard}
          onClose={() => setSecret(null)}
          onDone={() => {
            setSecret(null);
            changed();
            show.mutate();
          }}
        />
      )}
      {codes && (
        <Modal opened onClose={() => setCodes(null)} title={t`Recovery codes`}>
          <p>
            <Trans>Each works once, when you have no app at hand. Keep them where nobody else finds them, on paper for instance. They are shown this once, and earlier ones work no more.</Trans>
          </p>
          <ol className={s.codes}>
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ol>
          <div className={s.actions}>
            <Button onClick={() => setCodes(null)}>
              <Trans>I have kept them</Trans>
            </Button>
          </div>
        </Modal>
      )}
    </Group>
  );
}

function Confirm({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useLingui();
  const [password, setPassword] = useState('');
  const confirm = useMutation({ mutationFn: () => confirmPassword(password), onSuccess: onDone });
  return (
    <Modal opened onClose={onClose} title={t`Is it you?`}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <PasswordInput label={t`Your password`} description={t`It is asked for again before something that could lock you out.`} autoComplete="current-password" data-autofocus value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={confirm.error ? explain(confirm.error) : undefined} />
        <div className={s.actions}>
          <Button type="submit" disabled={!password} loading={confirm.isPending}>
            <Trans>Go on</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface BeginProps {
  secret: { secret?: string; totp_url?: string };
  guard: (act: () => void) => (failure: unknown) => void;
  onClose: () => void;
  onDone: () => void;
}
function Begin({ secret, guard, onClose, onDone }: BeginProps) {
  const { t } = useLingui();
  const [code, setCode] = useState('');
  const turn = useMutation({ mutationFn: () => turnOn(code.replace(/\s/g, '')), onSuccess: onDone, onError: guard(() => turn.mutate()) });
  const refused = turn.error && !(turn.error instanceof AskAgain) ? explain(turn.error) : undefined;
  return (
    <Modal opened onClose={onClose} title={t`Sign in with two steps`}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          turn.mutate();
        }}
      >
        <p>
          <Trans>Add an account in your authenticator app with this key, or open the link on the phone that has the app.</Trans>
        </p>
        <p className={s.secret}>
          <code>{secret.secret?.match(/.{1,4}/g)?.join(' ')}</code>
          <a href={secret.totp_url}>
            <Trans>Open in the app</Trans>
          </a>
        </p>
        <TextInput label={t`The code that it shows now`} inputMode="numeric" autoComplete="one-time-code" data-autofocus value={code} onChange={(event) => setCode(event.currentTarget.value)} error={refused} />
        <div className={s.actions}>
          <Button type="submit" disabled={code.replace(/\s/g, '').length < 6} loading={turn.isPending}>
            <Trans>Turn on</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}
