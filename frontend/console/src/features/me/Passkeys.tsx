import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';

import { passkeysMissing } from '../../api/passkeys';
import { shortTime } from '../../lib/format';
import { toast } from '../../ui/toast';
import { browserOf } from './browserOf';
import { addPasskey, type Passkey, removePasskey, renamePasskey } from './calls';
import { said, useFresh } from './Fresh';
import s from './Me.module.css';
import { Group } from './Part';

interface Props {
  passkeys: Passkey[];
  onAdded: () => void;
  onChanged: () => void;
}
type Doing = { what: 'add' } | { what: 'rename' | 'remove'; passkey: Passkey };

/** Signing in with a finger, a face or a PIN; the device keeps the key. */
export function Passkeys({ passkeys, onAdded, onChanged }: Props) {
  const { t } = useLingui();
  const { guard, dialog } = useFresh();
  const [doing, setDoing] = useState<Doing | null>(null);
  const missing = passkeysMissing();
  const done = (words: string, next: () => void) => () => {
    setDoing(null);
    toast(words);
    next();
  };
  const add = useMutation({ mutationFn: addPasskey, onSuccess: done(t`The passkey is added`, onAdded), onError: (failure, name) => guard(() => add.mutate(name))(failure) });
  const rename = useMutation({ mutationFn: ({ id, name }: Passkey) => renamePasskey(id, name), onSuccess: done(t`Renamed`, onChanged), onError: (failure, passkey) => guard(() => rename.mutate(passkey))(failure) });
  const remove = useMutation({ mutationFn: ({ id }: Passkey) => removePasskey(id), onSuccess: done(t`The passkey is removed`, onChanged), onError: (failure, passkey) => guard(() => remove.mutate(passkey))(failure) });
  const begin = (next: Doing): void => {
    for (const one of [add, rename, remove]) one.reset();
    setDoing(next);
  };
  const close = (): void => setDoing(null);
  return (
    <Group title={t`Passkeys`} about={t`Sign in with your fingerprint, your face or the PIN of your device, without a password. Once you have one, your password alone is not enough any more.`}>
      {passkeys.length > 0 && (
        <ul className={s.sessions} aria-label={t`My passkeys`}>
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <div>
                <b dir="auto">{passkey.name}</b>
                <small>
                  <Trans>added {shortTime(passkey.created_at * 1000)}</Trans> · {passkey.last_used_at ? <Trans>last used {shortTime(passkey.last_used_at * 1000)}</Trans> : <Trans>never used</Trans>}
                </small>
              </div>
              <div className={s.buttons}>
                <Button variant="default" aria-label={t`Rename ${passkey.name}`} onClick={() => begin({ what: 'rename', passkey })}>
                  <Trans>Rename</Trans>
                </Button>
                <Button variant="default" aria-label={t`Remove ${passkey.name}`} onClick={() => begin({ what: 'remove', passkey })}>
                  <Trans>Remove</Trans>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {missing ? (
        <p className={s.problem}>{missing}</p>
      ) : (
        <div className={s.buttons}>
          <Button variant="default" onClick={() => begin({ what: 'add' })}>
            <Trans>Add a passkey</Trans>
          </Button>
        </div>
      )}
      {doing?.what === 'add' && (
        <Named title={t`Add a passkey`} was={browserOf(navigator.userAgent)} problem={said(add.error)} pending={add.isPending} verb={t`Go on`} onClose={close} onSave={(name) => add.mutate(name)}>
          <Trans>Give it a name by which you will know it. Then your browser asks where to keep it: on this device, on your phone or on a security key.</Trans>
        </Named>
      )}
      {doing?.what === 'rename' && <Named title={t`Rename the passkey`} was={doing.passkey.name} problem={said(rename.error)} pending={rename.isPending} verb={t`Save`} onClose={close} onSave={(name) => rename.mutate({ ...doing.passkey, name })} />}
      {doing?.what === 'remove' && (
        <Modal opened onClose={close} title={t`Remove “${doing.passkey.name}”?`}>
          <p>
            <Trans>It signs you in no more. Delete it on your device as well: it would go on offering it.</Trans>
          </p>
          {said(remove.error) && (
            <p className={s.problem} role="alert">
              {said(remove.error)}
            </p>
          )}
          <div className={s.actions}>
            <Button variant="default" onClick={close}>
              <Trans>Keep it</Trans>
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(doing.passkey)}>
              <Trans>Remove</Trans>
            </Button>
          </div>
        </Modal>
      )}
      {dialog}
    </Group>
  );
}

interface NamedProps {
  title: string;
  was: string;
  problem: string | undefined;
  pending: boolean;
  verb: string;
  onClose: () => void;
  onSave: (name: string) => void;
  children?: ReactNode;
}
function Named({ title, was, problem, pending, verb, onClose, onSave, children }: NamedProps) {
  const { t } = useLingui();
  const [name, setName] = useState(was);
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          onSave(name.trim());
        }}
      >
        {children && <p>{children}</p>}
        <TextInput label={t`Name`} maxLength={100} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {problem && (
          <p className={s.problem} role="alert">
            {problem}
          </p>
        )}
        <div className={s.actions}>
          <Button type="submit" disabled={!name.trim()} loading={pending}>
            {verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
