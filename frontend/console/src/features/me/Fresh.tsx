import { Button, Modal, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';

import { explain } from '../../api/http';
import { AskAgain, confirmPassword } from './calls';
import s from './Me.module.css';

export type Guard = (act: () => void) => (failure: unknown) => void;

/** What needs a fresh password asks for it, and goes on afterwards: ``onError: guard(() => again.mutate())``. */
export function useFresh(): { guard: Guard; dialog: ReactNode } {
  const [again, setAgain] = useState<(() => void) | null>(null);
  const guard: Guard = (act) => (failure) => {
    if (failure instanceof AskAgain) setAgain(() => act);
  };
  const dialog = again && (
    <Confirm
      onClose={() => setAgain(null)}
      onDone={() => {
        setAgain(null);
        again();
      }}
    />
  );
  return { guard, dialog };
}

/** What went wrong, save that a password is asked for. */
export const said = (failure: unknown): string | undefined => (failure && !(failure instanceof AskAgain) ? explain(failure) : undefined);

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
