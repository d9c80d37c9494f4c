import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { newSecret, qrHref, turnOff, turnOn } from './calls';
import { type Guard, said, useFresh } from './Fresh';
import s from './Me.module.css';
import { Group } from './Part';

interface Secret {
  secret?: string;
  totp_url?: string;
}
interface Props {
  on: boolean;
  /** Whether no passkey stands beside it. */
  alone: boolean;
  onAdded: () => void;
  onChanged: () => void;
}

/** A code of an app beside the password. */
export function TwoSteps({ on, alone, onAdded, onChanged }: Props) {
  const { t } = useLingui();
  const { guard, dialog } = useFresh();
  const [secret, setSecret] = useState<Secret | null>(null);
  const begin = useMutation({ mutationFn: newSecret, onSuccess: setSecret, onError: guard(() => begin.mutate()) });
  const end = useMutation({ mutationFn: turnOff, onSuccess: onChanged, onError: guard(() => end.mutate()) });
  const failure = said(begin.error ?? end.error);
  const off = alone ? t`Off. Who knows your password can sign in. With two steps they also need your phone.` : t`Off. After your password, one of your passkeys is asked for.`;
  return (
    <Group title={t`Two steps`} about={on ? t`On. Signing in asks for a code of your app as well.` : off}>
      {failure && (
        <p className={s.problem} role="alert">
          {failure}
        </p>
      )}
      <div className={s.buttons}>
        {on ? (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
            <Trans>Turn off</Trans>
          </Button>
        ) : (
          <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
            <Trans>Turn on</Trans>
          </Button>
        )}
      </div>
      {secret && (
        <Begin
          secret={secret}
          guard={guard}
          onClose={() => setSecret(null)}
          onDone={() => {
            setSecret(null);
            onAdded();
          }}
        />
      )}
      {dialog}
    </Group>
  );
}

interface BeginProps {
  secret: Secret;
  guard: Guard;
  onClose: () => void;
  onDone: () => void;
}
function Begin({ secret: { secret = '', totp_url }, guard, onClose, onDone }: BeginProps) {
  const { t } = useLingui();
  const [code, setCode] = useState('');
  const turn = useMutation({ mutationFn: () => turnOn(code.replace(/\s/g, '')), onSuccess: onDone, onError: guard(() => turn.mutate()) });
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
          <Trans>Scan this picture with an authenticator app on your phone. On the phone itself, open the link instead, or type the key into the app.</Trans>
        </p>
        <img className={s.qr} src={qrHref(secret)} alt={t`The key as a QR code; it stands below as text`} width={200} height={200} />
        <p className={s.secret}>
          <code>{secret.match(/.{1,4}/g)?.join(' ')}</code>
          <a href={totp_url}>
            <Trans>Open in the app</Trans>
          </a>
        </p>
        <TextInput label={t`The code that it shows now`} inputMode="numeric" autoComplete="one-time-code" data-autofocus value={code} onChange={(event) => setCode(event.currentTarget.value)} error={said(turn.error)} />
        <div className={s.actions}>
          <Button type="submit" disabled={code.replace(/\s/g, '').length < 6} loading={turn.isPending}>
            <Trans>Turn on</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}
