import { Button, Modal, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { msg } from '@lingui/core/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { CustomField, FieldKind } from '../../../api/generated/types.gen';
import { spoken } from '../../../lib/language';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { Problem, refusals } from '../Section';
import { changeField, createField, deleteField, fieldsQuery, type Target } from './calls';

export const KIND = spoken<FieldKind>({ text: msg`Words`, number: msg`A number`, date: msg`A day`, checkbox: msg`Yes or no`, choice: msg`One of several choices`, choices: msg`Any of several choices`, link: msg`A link` });
const keyOf = (label: string): string =>
  label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);

export function FieldForm({ field, target, onClose }: { field: CustomField | null; target: Target; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [label, setLabel] = useState(field?.label ?? '');
  const [key, setKey] = useState<string | null>(field?.key ?? null);
  const [kind, setKind] = useState<FieldKind>(field?.kind ?? 'text');
  const [choices, setChoices] = useState<string[]>(field?.choices ?? []);
  const [help, setHelp] = useState(field?.help ?? '');
  const [required, setRequired] = useState(field?.required_to_solve ?? false);
  const [archived, setArchived] = useState(field?.archived ?? false);
  const chooses = kind === 'choice' || kind === 'choices';
  const done = (words: string) => () => {
    void client.invalidateQueries({ queryKey: fieldsQuery.queryKey });
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = { label: label.trim(), help: help.trim(), choices: chooses ? choices : [], required_to_solve: target === 'ticket' && required };
      return field ? changeField(field.id, { ...body, archived }) : createField({ ...body, target, kind, key: key ?? keyOf(label) });
    },
    onSuccess: done(t`Field saved`),
  });
  const remove = useMutation({ mutationFn: () => deleteField(field!.id), onSuccess: done(t`Field removed`) });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={field?.label ?? (target === 'ticket' ? t`New field of tickets` : t`New field of customers`)} size={520} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label={t`Label`} description={t`What colleagues see, such as “Order number”.`} value={label} onChange={(event) => setLabel(event.currentTarget.value)} error={errors.label} required maxLength={80} data-autofocus dir="auto" />
        <div className={s.pair}>
          <Select label={t`What is filled in`} data={Object.entries(KIND).map(([value, words]) => ({ value, label: words }))} value={kind} onChange={(next) => next && setKind(next as FieldKind)} error={errors.kind} allowDeselect={false} disabled={field !== null} />
          <TextInput label={t`Name for rules and exports`} value={key ?? keyOf(label)} onChange={(event) => setKey(event.currentTarget.value)} error={errors.key} required maxLength={40} disabled={field !== null} spellCheck={false} />
        </div>
        {chooses && <TagsInput label={t`Choices`} description={t`Press Enter after each. What was chosen before stays on its tickets when you take a choice away.`} value={choices} onChange={setChoices} error={errors.choices} acceptValueOnBlur clearable clearButtonProps={{ 'aria-label': t`Take all choices away` }} />}
        <TextInput label={t`Help`} description={t`A few words beside the field.`} value={help} onChange={(event) => setHelp(event.currentTarget.value)} error={errors.help} maxLength={200} dir="auto" />
        {target === 'ticket' && <Switch label={t`Asked for before a ticket is solved`} description={t`A person cannot solve a ticket while this is empty. Rules and automatic closing do not wait.`} checked={required} onChange={(event) => setRequired(event.currentTarget.checked)} />}
        {field && <Switch label={t`Archived`} description={t`No longer shown and no longer asked for. What was filled in stays.`} checked={archived} onChange={(event) => setArchived(event.currentTarget.checked)} />}
        <Problem error={save.error ?? remove.error} shown={['label', 'key', 'kind', 'choices', 'help']} />
        <div className={s.actions}>
          {field?.archived && (
            <Button variant="subtle" color="red" data-start loading={remove.isPending} onClick={() => remove.mutate()}>
              <Trans>Remove for good</Trans>
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}
