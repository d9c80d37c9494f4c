import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react';
import { useState } from 'react';

import type { Policy } from '../../../api/generated/types.gen';
import { toastError } from '../../../ui/toast';
import a from '../Admin.module.css';
import { conditionsQuery } from '../conditions/queries';
import { sentence } from '../conditions/tree';
import { Section } from '../Section';
import { orderPolicies, policiesQuery } from './calls';
import s from './Policies.module.css';
import { PolicyEditor } from './PolicyEditor';
import { sentences } from './words';

export default function PoliciesSection() {
  const client = useQueryClient();
  const { data: all, error } = useQuery({ ...policiesQuery, refetchOnMount: 'always' });
  const { data: fields, error: noFields } = useQuery(conditionsQuery);
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const order = useMutation({
    mutationFn: (rows: readonly Policy[]) => orderPolicies(rows.map((row) => row.id)),
    onMutate: (rows) => client.setQueryData(policiesQuery.queryKey, [...rows]),
    onSuccess: (rows) => client.setQueryData(policiesQuery.queryKey, rows),
    onError: (problem) => {
      toastError(problem, t`The order was not kept`);
      void client.invalidateQueries({ queryKey: policiesQuery.queryKey, exact: true });
    },
  });
  const put = (from: number, to: number): void => {
    if (!all || from === to || to < 0 || to >= all.length) return;
    const next = [...all];
    next.splice(to, 0, ...next.splice(from, 1));
    order.mutate(next);
  };
  if (open !== null && fields) {
    const policy = open === 'new' ? null : all?.find((one) => one.id === open);
    if (policy !== undefined) return <PolicyEditor key={open} policy={policy} onClose={() => setOpen(null)} onSaved={(saved) => setOpen(saved.id)} />;
  }
  return (
    <Section
      title={t`Policies`}
      about={t`How soon you promise to answer, and to whom. Each ticket gets the first policy, from top to bottom, whose conditions it meets. Put the exceptions on top and the one for everybody else at the end.`}
      add={{ label: t`New policy`, run: () => setOpen('new') }}
      error={error ?? noFields}
      pending={!all || !fields}
    >
      {all?.length === 0 && <p className={a.empty}><Trans>No policy yet, so nothing is promised to anybody: no due times and no warnings. Make one for everybody first.</Trans></p>}
      {all && fields && all.length > 0 && (
        <ol className={a.list} aria-label={t`Policies, in the order in which they are asked`}>
          {all.map((policy, n) => (
            <li
              key={policy.id}
              className={s.policy}
              data-off={!policy.active || undefined}
              draggable={dragged !== null}
              onDragStart={(event) => event.dataTransfer.setData('text/plain', String(policy.id))}
              onDragOver={(event) => dragged !== null && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== null) put(dragged, n);
              }}
              onDragEnd={() => setDragged(null)}
            >
              <span className={s.grip} title={t`Drag to another place`} onPointerDown={() => setDragged(n)} onPointerUp={() => setDragged(null)} aria-hidden>
                <IconGripVertical size={16} />
              </span>
              <button type="button" className={s.open} onClick={() => setOpen(policy.id)}>
                <b>
                  {n + 1}. {policy.name} {!policy.active && <span className={a.tag}><Trans>Archived</Trans></span>}
                </b>
                <span>{Object.keys(policy.conditions).length ? t`When ${sentence(policy.conditions, fields)}` : t`For everybody else`}</span>
                {sentences(policy.targets).map((line) => (
                  <small key={line}>{line}</small>
                ))}
                {policy.targets.length === 0 && <small><Trans>Promises nothing</Trans></small>}
              </button>
              <span className={s.tools}>
                <ActionIcon aria-label={t`Move ${policy.name} up`} disabled={n === 0 || order.isPending} onClick={() => put(n, n - 1)}>
                  <IconArrowUp size={15} />
                </ActionIcon>
                <ActionIcon aria-label={t`Move ${policy.name} down`} disabled={n === all.length - 1 || order.isPending} onClick={() => put(n, n + 1)}>
                  <IconArrowDown size={15} />
                </ActionIcon>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
