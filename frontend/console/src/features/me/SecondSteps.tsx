import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { authenticatorsQuery, recoveryCodes } from './calls';
import { said, useFresh } from './Fresh';
import s from './Me.module.css';
import { Group } from './Part';
import { Passkeys } from './Passkeys';
import { TwoSteps } from './TwoSteps';

/** What may stand in for the password or follow it; and codes on paper, for the day that all of it is lost. */
export function SecondSteps() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data, error } = useQuery(authenticatorsQuery);
  const { guard, dialog } = useFresh();
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = (): void => void client.invalidateQueries({ queryKey: authenticatorsQuery.queryKey });
  const show = useMutation({
    mutationFn: recoveryCodes,
    onSuccess: (made) => {
      setCodes(made);
      changed();
    },
    onError: guard(() => show.mutate()),
  });
  const spare = data?.find((one) => one.type === 'recovery_codes');
  const passkeys = data?.filter((one) => one.type === 'webauthn') ?? [];
  const added = (): void => (spare ? changed() : show.mutate());
  const left = spare?.unused_code_count;
  const failure = said(error ?? show.error);
  return (
    <>
      {failure && (
        <p className={s.problem} role="alert">
          {failure}
        </p>
      )}
      <Passkeys passkeys={passkeys} onAdded={added} onChanged={changed} />
      <TwoSteps on={data?.some((one) => one.type === 'totp') ?? false} alone={passkeys.length === 0} onAdded={added} onChanged={changed} />
      {spare && (
        <Group title={t`Recovery codes`} about={t`For the day when neither your app nor a passkey is at hand. Each works once.`}>
          <div className={s.buttons}>
            <Button variant="default" loading={show.isPending} onClick={() => show.mutate()}>
              <Trans>Make new recovery codes ({left} left)</Trans>
            </Button>
          </div>
        </Group>
      )}
      {dialog}
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
    </>
  );
}
