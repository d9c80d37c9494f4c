import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconHandStop, IconPlayerPause } from '@tabler/icons-react';
import { useState } from 'react';

import type { Rule } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { ago, serverNow } from '../../../lib/clock';
import { toastError } from '../../../ui/toast';
import { actionsQuery } from '../actions/queries';
import a from '../Admin.module.css';
import { changeOrganisation, readOrganisation } from '../calls';
import { conditionsQuery } from '../conditions/queries';
import { Section } from '../Section';
import { changeRule, orderRules, resumeRule, rulesQuery } from './calls';
import { RuleEditor } from './RuleEditor';
import s from './Rules.module.css';
import { summary } from './words';

export default function RulesSection() {
  const client = useQueryClient();
  const { data: rules, error } = useQuery({ ...rulesQuery, refetchOnMount: 'always' });
  const { data: forms, error: noForms } = useQuery(actionsQuery);
  const { data: fields, error: noFields } = useQuery(conditionsQuery);
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const order = useMutation({
    mutationFn: (rows: readonly Rule[]) => orderRules(rows.map((rule) => rule.id)),
    onMutate: (rows) => client.setQueryData(rulesQuery.queryKey, [...rows]),
    onSuccess: (rows) => client.setQueryData(rulesQuery.queryKey, rows),
    onError: (problem) => {
      toastError(problem, t`The order was not kept`);
      void client.invalidateQueries({ queryKey: rulesQuery.queryKey, exact: true });
    },
  });
  const put = (from: number, to: number): void => {
    if (!rules || from === to || to < 0 || to >= rules.length) return;
    const next = [...rules];
    next.splice(to, 0, ...next.splice(from, 1));
    order.mutate(next);
  };
  if (open !== null && forms && fields) {
    const rule = open === 'new' ? null : (rules?.find((one) => one.id === open) ?? null);
    if (open === 'new' || rule) return <RuleEditor key={open} rule={rule} forms={forms} fields={fields} onClose={() => setOpen(null)} onSaved={(saved) => setOpen(saved.id)} />;
  }
  return (
    <Section
      title={t`Rules`}
      about={t`What happens by itself. When something happens to a ticket, every rule looks at it from top to bottom: if its conditions hold, it does what it says, and the next rule sees the ticket as it is then.`}
      add={{ label: t`New rule`, run: () => setOpen('new') }}
      error={error ?? noForms ?? noFields}
      pending={!rules || !forms || !fields}
    >
      <KillSwitch any={Boolean(rules?.length)} />
      {rules?.length === 0 && <p className={a.empty}><Trans>No rule yet. A good first one: when a ticket was opened and the office is closed, answer that you have received it and when you will be back.</Trans></p>}
      {rules && forms && fields && rules.length > 0 && (
        <ol className={a.list} aria-label={t`Rules, in the order in which they run`}>
          {rules.map((rule, n) => {
            const { when, condition, then } = summary(rule.version, forms, fields);
            return (
              <li
                key={rule.id}
                className={s.rule}
                data-over={over === n && dragged !== n ? (dragged! < n ? 'below' : 'above') : undefined}
                data-off={!rule.enabled || undefined}
                draggable={dragged !== null}
                onDragStart={(event) => event.dataTransfer.setData('text/plain', String(rule.id))}
                onDragOver={(event) => {
                  if (dragged === null) return;
                  event.preventDefault();
                  setOver(n);
                }}
                onDrop={(event) => {
                  event.preventDefault();
                  if (dragged !== null) put(dragged, n);
                }}
                onDragEnd={() => (setDragged(null), setOver(null))}
              >
                <span className={s.grip} title={t`Drag to another place`} onPointerDown={() => setDragged(n)} onPointerUp={() => setDragged(null)} aria-hidden>
                  <IconGripVertical size={16} />
                </span>
                <button type="button" className={s.open} onClick={() => setOpen(rule.id)}>
                  <b>{rule.name}</b>
                  <span>
                    <i><Trans context="a rule: when this happens">When</Trans></i> {when}
                    {condition !== 'always' && (
                      <>
                        {' '}
                        <i><Trans>and</Trans></i> {condition}
                      </>
                    )}
                  </span>
                  <span>
                    <i><Trans>do</Trans></i> {then}
                    {rule.version.stop && <i> <Trans>and stop there</Trans></i>}
                  </span>
                  <small>
                    {rule.last_run_at ? t`Ran ${plural(rule.matched, { one: '# time', other: '# times' })} in 30 days, last ${ago(rule.last_run_at, serverNow())} ago` : t`Has not run yet`}
                    {rule.failures > 0 && t` · failed ${plural(rule.failures, { one: '# time', other: '# times' })} in a row`}
                  </small>
                </button>
                <span className={s.tools}>
                  <EnabledSwitch rule={rule} />
                  <ActionIcon aria-label={t`Move ${rule.name} up`} disabled={n === 0 || order.isPending} onClick={() => put(n, n - 1)}>
                    <IconArrowUp size={15} />
                  </ActionIcon>
                  <ActionIcon aria-label={t`Move ${rule.name} down`} disabled={n === rules.length - 1 || order.isPending} onClick={() => put(n, n + 1)}>
                    <IconArrowDown size={15} />
                  </ActionIcon>
                </span>
                {rule.paused_at && <Paused rule={rule} />}
              </li>
            );
          })}
        </ol>
      )}
    </Section>
  );
}

function EnabledSwitch({ rule }: { rule: Rule }) {
  const client = useQueryClient();
  const turn = useMutation({
    mutationFn: (enabled: boolean) => changeRule(rule.id, { enabled }),
    onSuccess: () => client.invalidateQueries({ queryKey: rulesQuery.queryKey, exact: true }),
    onError: (error) => toastError(error, t`${rule.name} was not changed`),
  });
  return <Switch aria-label={t`${rule.name} is on`} checked={turn.isPending ? turn.variables : rule.enabled} onChange={(event) => turn.mutate(event.currentTarget.checked)} />;
}

function Paused({ rule }: { rule: Rule }) {
  const client = useQueryClient();
  const resume = useMutation({ mutationFn: () => resumeRule(rule.id), onSuccess: () => client.invalidateQueries({ queryKey: rulesQuery.queryKey, exact: true }), onError: (error) => toastError(error, t`Not resumed`) });
  return (
    <div className={s.paused} role="status">
      <IconPlayerPause size={15} aria-hidden />
      <span>{rule.paused_reason ? <Trans>Stopped by itself: {rule.paused_reason}</Trans> : <Trans>Stopped by itself: it did too much at once.</Trans>}</span>
      <Button size="compact-sm" variant="default" loading={resume.isPending} onClick={() => resume.mutate()}>
        <Trans>Let it run again</Trans>
      </Button>
    </div>
  );
}

/** All rules off at once, for when something goes wrong. */
function KillSwitch({ any }: { any: boolean }) {
  const client = useQueryClient();
  const { data: organisation } = useQuery({ queryKey: ['organisation'], queryFn: readOrganisation });
  const set = useMutation({
    mutationFn: (rules_paused: boolean) => changeOrganisation({ rules_paused }),
    onSuccess: (row) => client.setQueryData(['organisation'], row),
    onError: (error) => toastError(error, t`Not changed`),
  });
  if (!organisation) return null;
  if (organisation.rules_paused)
    return (
      <div className={s.stopped} role="alert">
        <IconHandStop size={18} aria-hidden />
        <span>
          <Trans><b>All rules are stopped.</b> Nothing happens by itself until you start them again; what comes in meanwhile is not caught up with.</Trans>
        </span>
        <Button color="dark" loading={set.isPending} onClick={() => set.mutate(false)}>
          <Trans>Start the rules</Trans>
        </Button>
      </div>
    );
  return any ? (
    <div className={s.kill}>
      {set.error && <span role="alert">{explain(set.error)}</span>}
      <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconHandStop size={14} />} loading={set.isPending} onClick={() => set.mutate(true)}>
        <Trans>Stop all rules</Trans>
      </Button>
    </div>
  ) : null;
}
