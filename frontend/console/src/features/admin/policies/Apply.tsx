import { Button, Progress, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Application, Policy } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { plural } from '../../../ui/words';
import { applyPolicy, previewPolicy } from './calls';
import s from './Policies.module.css';
import { Preview } from './Preview';

/** The open tickets that still have an older promise, and the way to give them this one. */
export function Apply({ policy }: { policy: Policy }) {
  const client = useQueryClient();
  const key = ['policies', policy.id, 'application'] as const;
  const { data: running } = useQuery<Application | null>({ queryKey: key, queryFn: () => null, staleTime: Infinity });
  const done = running != null && running.done >= running.total;
  const { data, error } = useQuery({ queryKey: ['policies', policy.id, 'preview', policy.version, done] as const, queryFn: () => previewPolicy({ policy_id: policy.id }), refetchOnMount: 'always', enabled: policy.active });
  const apply = useMutation({
    mutationFn: () => applyPolicy(policy.id),
    onSuccess: (begun) => client.setQueryData<Application | null>(key, (old) => (old?.id === begun.id ? old : begun)),
  });
  if (!policy.active) return null;
  if (!data) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={48} radius="md" />;
  return (
    <div className={s.apply}>
      <Preview found={data} what="get this policy" />
      {running && !done && (
        <div role="status">
          <Progress value={(100 * running.done) / Math.max(1, running.total)} aria-label="Open tickets done" />
          <p className={s.hint}>
            {running.done} of {plural(running.total, 'ticket')} done. You may leave; it goes on.
          </p>
        </div>
      )}
      {done && <p role="status">Applied: {plural(running.total, 'open ticket')} looked at.</p>}
      {apply.error && <p role="alert">{explain(apply.error)}</p>}
      {data.moved > 0 && (
        <Button variant="default" loading={apply.isPending || (running != null && !done)} onClick={() => apply.mutate()}>
          Apply to open tickets
        </Button>
      )}
    </div>
  );
}
