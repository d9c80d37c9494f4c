import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Policy } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { toast, toastError } from '../../../ui/toast';
import { conditionsQuery } from '../conditions/queries';
import { sentence } from '../conditions/tree';
import { policiesQuery, revertPolicy, versionsQuery } from './calls';
import s from './Policies.module.css';
import { sentences } from './words';

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** Everything the policy ever said, and the way back. */
export function Versions({ policy, onReverted }: { policy: Policy; onReverted: () => void }) {
  const client = useQueryClient();
  const { data, error } = useQuery({ ...versionsQuery(policy.id), refetchOnMount: 'always' });
  const { data: fields } = useQuery(conditionsQuery);
  const revert = useMutation({
    mutationFn: (number: number) => revertPolicy(policy.id, number),
    onSuccess: async (_, number) => {
      await client.invalidateQueries({ queryKey: policiesQuery.queryKey });
      toast(`The policy says again what it said in version ${number}`);
      onReverted();
    },
    onError: (problem) => toastError(problem, 'Not changed'),
  });
  if (!data || !fields) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={120} radius="md" />;
  return (
    <>
      <p className={s.hint}>Every change is kept. Tickets show by which version they were promised something.</p>
      <ol className={s.versions}>
        {data.map((version, n) => (
          <li key={version.version}>
            <header>
              <b>Version {version.version}</b>
              <small>
                {moment.format(new Date(version.changed_at))}, {version.changed_by ?? 'at installation'}
              </small>
              {n > 0 && (
                <Button size="compact-sm" variant="default" loading={revert.isPending && revert.variables === version.version} onClick={() => revert.mutate(version.version)}>
                  Say this again
                </Button>
              )}
            </header>
            <p>{Object.keys(version.conditions).length ? `When ${sentence(version.conditions, fields)}` : 'For every ticket'}</p>
            {sentences(version.targets).map((line) => (
              <p key={line}>{line}</p>
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}
