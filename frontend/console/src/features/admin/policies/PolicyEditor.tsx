import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Checkbox, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Policy } from '../../../api/generated/types.gen';
import { ApiError } from '../../../api/http';
import { toast } from '../../../ui/toast';
import a from '../Admin.module.css';
import { Back } from '../Back';
import { listCalendars } from '../calls';
import { ConditionBuilder } from '../conditions/ConditionBuilder';
import { Problem, refusals } from '../Section';
import { Apply } from './Apply';
import { changePolicy, createPolicy, policiesQuery, previewPolicy } from './calls';
import s from './Policies.module.css';
import { Preview } from './Preview';
import { TargetGrid } from './TargetGrid';
import { Versions } from './Versions';

/** What a policy may ask of a ticket: what it is, not what happens to it. */
const ASKED = ['priority', 'channel_id', 'team_id', 'labels', 'subject', 'work', 'language', 'contact.name', 'contact.handle', 'contact.domain', 'contact.vip'];
type Said = Pick<Policy, 'conditions' | 'targets' | 'pause_on' | 'calendar_id' | 'bot_counts' | 'public_only' | 'update_while_waiting'>;
const saidBy = ({ conditions, targets, pause_on, calendar_id, bot_counts, public_only, update_while_waiting }: Said): Said => ({ conditions, targets, pause_on, calendar_id, bot_counts, public_only, update_while_waiting });
const NEW: Said = { conditions: {}, targets: [], pause_on: ['waiting_customer'], calendar_id: null, bot_counts: false, public_only: false, update_while_waiting: false };

export function PolicyEditor({ policy, onClose, onSaved }: { policy: Policy | null; onClose: () => void; onSaved: (policy: Policy) => void }) {
  const client = useQueryClient();
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: listCalendars });
  const [tab, setTab] = useState('edit');
  const [name, setName] = useState(policy?.name ?? '');
  const [said, setSaid] = useState<Said>(saidBy(policy ?? NEW));
  const set = (part: Partial<Said>): void => setSaid((old) => ({ ...old, ...part }));
  const changed = !policy || name.trim() !== policy.name || JSON.stringify(said) !== JSON.stringify(saidBy(policy));
  const preview = useMutation({ mutationFn: () => previewPolicy({ policy_id: policy?.id ?? null, ...said }) });
  const keep = useMutation({
    mutationFn: ({ sure = false, active }: { sure?: boolean; active?: boolean }) =>
      policy ? changePolicy(policy.id, active === undefined ? { name: name.trim(), ...said, sure } : { active, sure }) : createPolicy({ name: name.trim(), ...said }),
    onSuccess: async (row, { active }) => {
      await client.invalidateQueries({ queryKey: policiesQuery.queryKey });
      preview.reset();
      toast(active === false ? t`${row.name} is archived` : t`${row.name} is saved: it holds for new tickets`);
      if (active === false) onClose();
      else onSaved(row);
    },
  });
  const last = keep.error instanceof ApiError && keep.error.code === 'last_for_everybody';
  const errors = refusals(keep.error ?? preview.error);
  const pauses = (status: 'waiting_customer' | 'on_hold', on: boolean): void => set({ pause_on: on ? [...said.pause_on, status] : said.pause_on.filter((one) => one !== status) });
  return (
    <section aria-label={policy?.name ?? t`New policy`}>
      <Back to={onClose}>
        <Trans>All policies</Trans>
      </Back>
      <header className={a.head}>
        <div>
          <h1>{policy?.name ?? t`New policy`}</h1>
          <p><Trans>What you change holds for new tickets at once. Open tickets keep what they were promised, until you apply it to them.</Trans></p>
        </div>
      </header>
      {policy && (
        <SegmentedControl
          value={tab}
          onChange={setTab}
          data={[
            { value: 'edit', label: t`What it promises` },
            { value: 'versions', label: t`Versions (${policy.version})` },
          ]}
          mb={16}
          aria-label={t`Parts of the policy`}
        />
      )}
      {tab === 'versions' && policy ? (
        <Versions policy={policy} onReverted={onClose} />
      ) : (
        <form
          className={a.form}
          onSubmit={(event) => {
            event.preventDefault();
            keep.mutate({});
          }}
        >
          <div className={a.pair}>
            <TextInput label={t`Name`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
            <Select
              label={t`Business hours`}
              placeholder={t`The team's, else the organisation's`}
              data={(calendars.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
              value={said.calendar_id === null ? null : String(said.calendar_id)}
              onChange={(value) => set({ calendar_id: value === null ? null : Number(value) })}
              clearable
              clearButtonProps={{ 'aria-label': t`The team's hours` }}
            />
          </div>
          <fieldset className={s.step}>
            <legend>
              <b><Trans>For whom</Trans></b> <span><Trans>Which tickets get this policy.</Trans></span>
            </legend>
            <ConditionBuilder value={said.conditions} onChange={(conditions) => set({ conditions })} allow={(field) => ASKED.includes(field.name)} always={t`No condition: it is for everybody whom no policy above it takes.`} error={errors.conditions} />
          </fieldset>
          <fieldset className={s.step}>
            <legend>
              <b><Trans>Promises</Trans></b> <span><Trans>How soon, for each priority.</Trans></span>
            </legend>
            <TargetGrid value={said.targets} onChange={(targets) => set({ targets })} />
          </fieldset>
          <fieldset className={s.step}>
            <legend>
              <b><Trans>What counts</Trans></b>
            </legend>
            <Checkbox label={t`The solution waits while the customer has to answer`} checked={said.pause_on.includes('waiting_customer')} onChange={(event) => pauses('waiting_customer', event.currentTarget.checked)} />
            <Checkbox label={t`The solution waits while the ticket is on hold`} checked={said.pause_on.includes('on_hold')} onChange={(event) => pauses('on_hold', event.currentTarget.checked)} />
            <Checkbox label={t`Updates are due while the customer has to answer, too`} checked={said.update_while_waiting} onChange={(event) => set({ update_while_waiting: event.currentTarget.checked })} />
            <Checkbox label={t`An answer by an automation counts as a reply`} description={t`Reports always show people and automations apart.`} checked={said.bot_counts} onChange={(event) => set({ bot_counts: event.currentTarget.checked })} />
            <Checkbox label={t`A public comment must be answered in public`} description={t`Otherwise a private message from the same conversation answers it, too.`} checked={said.public_only} onChange={(event) => set({ public_only: event.currentTarget.checked })} />
          </fieldset>
          {preview.data && <Preview found={preview.data} what={t`get this policy`} />}
          {policy && !changed && <Apply policy={policy} />}
          <Problem error={keep.error ?? preview.error} shown={['name', 'conditions']} />
          <div className={a.actions}>
            {policy && (
              <Button variant="subtle" color={policy.active ? 'red' : 'gray'} data-start loading={keep.isPending && keep.variables.active !== undefined} onClick={() => keep.mutate({ active: !policy.active, sure: last })}>
                {policy.active ? (last && keep.variables?.active === false ? t`Archive anyway` : t`Archive`) : t`Bring back`}
              </Button>
            )}
            <Button variant="default" disabled={!changed} loading={preview.isPending} onClick={() => preview.mutate()}>
              <Trans>See what it would change</Trans>
            </Button>
            <Button type={last ? 'button' : 'submit'} disabled={!changed || !name.trim()} loading={keep.isPending && keep.variables.active === undefined} onClick={last ? () => keep.mutate({ sure: true }) : undefined}>
              {last && keep.variables?.active === undefined ? t`Save anyway` : t`Save`}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
