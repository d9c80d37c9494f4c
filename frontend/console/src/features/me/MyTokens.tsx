import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';

import { explain } from '../../api/http';
import { shortTime } from '../../lib/format';
import { toast, toastError } from '../../ui/toast';
import { myTokensQuery, revokeToken } from './calls';
import s from './Me.module.css';
import { Group } from './Part';

export function MyTokens() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data, error } = useQuery(myTokensQuery);
  const revoke = useMutation({
    mutationFn: revokeToken,
    onSuccess: () => {
      toast(t`The token works no more`);
      void client.invalidateQueries({ queryKey: myTokensQuery.queryKey });
    },
    onError: (failure) => toastError(failure, t`Not ended`),
  });
  return (
    <Group title={t`API tokens`} about={t`Programs sign in with these as you. An admin makes them; end what you do not know.`}>
      {error ? (
        <p role="alert">{explain(error)}</p>
      ) : data?.length === 0 ? (
        <p>
          <Trans>No program signs in as you.</Trans>
        </p>
      ) : (
        <ul className={s.sessions}>
          {data?.map((token) => (
            <li key={token.id}>
              <div>
                <b dir="auto">{token.name}</b>
                <small>
                  <bdi dir="ltr">{token.begins}…</bdi> · {token.last_used_at ? <Trans>last used {shortTime(token.last_used_at)}</Trans> : <Trans>never used</Trans>}
                </small>
              </div>
              <Button variant="default" disabled={revoke.isPending} aria-label={t`End ${token.name}`} onClick={() => revoke.mutate(token.id)}>
                <Trans>End it</Trans>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Group>
  );
}
