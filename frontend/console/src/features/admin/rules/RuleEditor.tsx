import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ActionForms, ConditionField, Rule } from '../../../api/generated/types.gen';
import { toast } from '../../../ui/toast';
import { ActionList } from '../actions/ActionList';
import a from '../Admin.module.css';
import { Back } from '../Back';
import { ConditionBuilder } from '../conditions/ConditionBuilder';
import { Problem, refusals } from '../Section';
import { changeRule, createRule, deleteRule, rulesQuery } from './calls';
import { DryRun } from './DryRun';
import s from './Rules.module.css';
import { RunLog } from './RunLog';
import { TriggerPicker } from './TriggerPicker';
import { Versions } from './Versions';
import type { Said } from './words';

interface Props {
  rule: Rule | null;
  forms: ActionForms;
  fields: readonly ConditionField[];
  onClose: () => void;
  onSaved: (rule: Rule) => void;
}
const TABS = [
  { value: 'edit', get label() { return t`The rule`; } },
  { value: 'try', get label() { return t`Try it out`; } },
  { value: 'versions', get label() { return t`Versions`; } },
  { value: 'log', get label() { return t`What it did`; } },
];
const saidBy = (rule: Rule | null): Said =>
  rule ? { trigger: rule.version.trigger, conditions: rule.version.conditions, actions: rule.version.actions as Said['actions'], stop: rule.version.stop } : { trigger: { on: ['ticket.created'] }, conditions: {}, actions: [], stop: false };

/** One rule, read as a sentence from top to bottom: when, if, do. */
export function RuleEditor({ rule, forms, fields, onClose, onSaved }: Props) {
  const client = useQueryClient();
  const [tab, setTab] = useState('edit');
  const [name, setName] = useState(rule?.name ?? '');
  const [description, setDescription] = useState(rule?.description ?? '');
  const [said, setSaid] = useState(() => saidBy(rule));
  const byTime = Boolean(said.trigger.after);
  const changed = name !== (rule?.name ?? '') || description !== (rule?.description ?? '') || JSON.stringify(said) !== JSON.stringify(saidBy(rule));
  const trigger = byTime ? { after: said.trigger.after ?? null, business: said.trigger.business ?? false } : { on: said.trigger.on ?? [] };
  const save = useMutation({
    mutationFn: () => {
      const body = { ...said, trigger, name: name.trim(), description: description.trim() };
      return rule ? changeRule(rule.id, body) : createRule(body);
    },
    onSuccess: (row) => {
      client.setQueryData(rulesQuery.queryKey, (old) => (old?.some((one) => one.id === row.id) ? old.map((one) => (one.id === row.id ? row : one)) : [...(old ?? []), row]));
      void client.invalidateQueries({ queryKey: ['rules', row.id] });
      toast(rule ? t`Rule saved` : t`Rule saved. Try it out, then switch it on in the list.`);
      onSaved(row);
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteRule(rule!.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: rulesQuery.queryKey, exact: true });
      toast(t`Rule removed; its log stays`);
      onClose();
    },
  });
  const errors = refusals(save.error);
  const set = (part: Partial<Said>): void => setSaid((old) => ({ ...old, ...part }));
  return (
    <section aria-label={rule?.name ?? t`New rule`}>
      <Back to={onClose}>
        <Trans>All rules</Trans>
      </Back>
      <header className={a.head}>
        <div>
          <h1>{rule?.name ?? t`New rule`}</h1>
          {rule && <p>{rule.enabled ? t`It is on.` : t`It is off: switch it on in the list.`}</p>}
        </div>
      </header>
      <SegmentedControl value={tab} onChange={setTab} data={rule ? TABS : TABS.slice(0, 2)} mb={16} aria-label={t`Parts of the rule`} />
      {tab === 'edit' && (
        <form
          className={a.form}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <div className={a.pair}>
            <TextInput label={t`Name`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={120} data-autofocus />
            <Textarea label={t`What it is for`} value={description} onChange={(event) => setDescription(event.currentTarget.value)} error={errors.description} maxLength={500} autosize minRows={1} />
          </div>
          <Step word={t({ message: 'When', context: 'a rule: when this happens' })} about={t`What makes this rule look at a ticket.`}>
            <TriggerPicker value={said.trigger} forms={forms} onChange={(next) => set({ trigger: next })} error={errors.trigger ?? errors.on ?? errors.after} />
          </Step>
          <Step word={t`and`} about={byTime ? t`What has to be so all that time. It runs once each time it becomes so.` : t`What has to be so at that moment.`}>
            <ConditionBuilder value={said.conditions} onChange={(conditions) => set({ conditions })} allow={(field) => !byTime || field.lasting} always={t`No condition: it runs on every ticket.`} error={errors.conditions} />
          </Step>
          <Step word={t`do`} about={t`All of it, in this order, or none of it.`}>
            <ActionList value={said.actions} onChange={(actions) => set({ actions })} error={errors.actions} />
            <label className={s.stop}>
              <input type="checkbox" checked={said.stop} onChange={(event) => set({ stop: event.currentTarget.checked })} />
              <span>
                <Trans>Stop after this
                <small>Once this rule has run, the rules below it do not look at the same event.</small></Trans>
              </span>
            </label>
          </Step>
          <Problem error={save.error ?? remove.error} shown={['name', 'description', 'trigger', 'on', 'after', 'conditions', 'actions']} />
          <div className={a.actions}>
            {rule && (
              <Button variant="subtle" color="red" data-start loading={remove.isPending} onClick={() => remove.mutate()}>
                <Trans>Remove</Trans>
              </Button>
            )}
            <Button variant="default" disabled={!said.actions.length} onClick={() => setTab('try')}>
              <Trans>Try it out first</Trans>
            </Button>
            <Button type="submit" disabled={!changed || !said.actions.length} loading={save.isPending}>
              <Trans>Save</Trans>
            </Button>
          </div>
        </form>
      )}
      {tab === 'try' && <DryRun draft={{ ...said, trigger, rule_id: rule?.id ?? null }} unsaved={changed} />}
      {tab === 'versions' && rule && <Versions rule={rule} forms={forms} fields={fields} onReverted={(row) => (setSaid(saidBy(row)), setTab('edit'))} />}
      {tab === 'log' && rule && <RunLog rule={rule} />}
    </section>
  );
}

function Step({ word, about, children }: { word: string; about: string; children: React.ReactNode }) {
  return (
    <fieldset className={s.step}>
      <legend>
        <b>{word}</b> <span>{about}</span>
      </legend>
      {children}
    </fieldset>
  );
}
