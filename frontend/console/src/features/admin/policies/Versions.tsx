import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Policy } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { formatDate } from '../../../lib/format';
import { toast, toastError } from '../../../ui/toast';
import { conditionsQuery } from '../conditions/queries';
import { sentence } from '../conditions/tree';
import { policiesQuery, revertPolicy, versionsQuery } from './calls';
import s from './Policies.module.css';
import { sentences } from './words';


/** Everything the policy ever said, and the way back. */
export function Versions({ policy, onReverted }: { policy: Policy; onReverted: () => void }) {
  const client = useQueryClient();
  const { data, error } = useQuery({ ...versionsQuery(policy.id), refetchOnMount: 'always' });
  const { data: fields } = useQuery(conditionsQuery);
  const revert = useMutation({
    mutationFn: (number: number) => revertPolicy(policy.id, number),
    onSuccess: async (_, number) => {
      await client.invalidateQueries({ queryKey: policiesQuery.queryKey });
      toast(t`The policy says again what it said in version ${number}`);
      onReverted();
    },
    onError: (problem) => toastError(problem, t`Not changed`),
  });
  if (!data || !fields) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={120} radius="md" />;
  return (
    <>
      <p className={s.hint}><Trans>Every change is kept. Tickets show by which version they were promised something.</Trans></p>
      <ol className={s.versions}>
        {data.map((version, n) => (
          <li key={version.version}>
            <header>
              <b><Trans>Version {version.version}</Trans></b>
              <small>
                {formatDate(version.changed_at, 'yearMoment')}, {version.changed_by ?? t`at installation`}
              </small>
              {n > 0 && (
                <Button size="compact-sm" variant="default" loading={revert.isPending && revert.variables === version.version} onClick={() => revert.mutate(version.version)}>
                  <Trans>Say this again</Trans>
                </Button>
              )}
            </header>
            <p>{Object.keys(version.conditions).length ? t`When ${sentence(version.conditions, fields)}` : t`For every ticket`}</p>
            {sentences(version.targets).map((line) => (
              <p key={line}>{line}</p>
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}
