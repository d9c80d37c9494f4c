import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Policy } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { toast, toastError } from '../../../ui/toast';
import { conditionsQuery } from '../conditions/queries';
import { sentence } from '../conditions/tree';
import { VersionList } from '../VersionList';
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
  const versions = data.map((version) => ({
    number: version.version,
    at: version.changed_at,
    by: version.changed_by ?? t`at installation`,
    said: [Object.keys(version.conditions).length ? t`When ${sentence(version.conditions, fields)}` : t`For every ticket`, ...sentences(version.targets)].map((line) => <p key={line}>{line}</p>),
  }));
  return (
    <>
      <p className={s.hint}><Trans>Every change is kept. Tickets show by which version they were promised something.</Trans></p>
      <VersionList versions={versions} revert={revert} />
    </>
  );
}
