import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Button, Progress, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Application, Policy } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
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
      <Preview found={data} what={t`get this policy`} />
      {running && !done && (
        <div role="status">
          <Progress value={(100 * running.done) / Math.max(1, running.total)} aria-label={t`Open tickets done`} />
          <p className={s.hint}>
            <Trans>{running.done} of <Plural value={running.total} one="# ticket" other="# tickets" /> done. You may leave; it goes on.</Trans>
          </p>
        </div>
      )}
      {done && <p role="status"><Trans>Applied: <Plural value={running.total} one="# open ticket" other="# open tickets" /> looked at.</Trans></p>}
      {apply.error && <p role="alert">{explain(apply.error)}</p>}
      {data.moved > 0 && (
        <Button variant="default" loading={apply.isPending || (running != null && !done)} onClick={() => apply.mutate()}>
          <Trans>Apply to open tickets</Trans>
        </Button>
      )}
    </div>
  );
}
