import { Button, Modal, Select, Switch, TextInput } from '@mantine/core';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { msg } from '@lingui/core/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Label, LabelChanged, LabelColour, LabelDetail } from '../../../api/generated/types.gen';
import { spoken } from '../../../lib/language';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { Problem, refusals } from '../Section';
import { changeLabel, createLabel, deleteLabel, labelQuery, labelsQuery, mergeLabel } from './calls';
import { COLOURS, LabelMark, shade } from './LabelMark';
import c from './Labels.module.css';

const COLOUR = spoken<LabelColour>({ grey: msg`Grey`, red: msg`Red`, orange: msg`Orange`, yellow: msg`Yellow`, green: msg`Green`, teal: msg`Teal`, blue: msg`Blue`, indigo: msg`Indigo`, violet: msg`Violet`, pink: msg`Pink` });

export function LabelForm({ label, others, onWork, onClose }: { label: Label | null; others: readonly Label[]; onWork: (bulk: number) => void; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState(label?.name ?? '');
  const [colour, setColour] = useState<LabelColour>(label?.colour ?? 'grey');
  const [description, setDescription] = useState(label?.description ?? '');
  const [archived, setArchived] = useState(label?.archived ?? false);
  const [into, setInto] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const use = useQuery({ ...labelQuery(label?.id ?? 0), enabled: label !== null });
  const done = (words: string) => (changed?: LabelChanged | Label) => {
    void client.invalidateQueries({ queryKey: labelsQuery.queryKey });
    if (changed && 'bulk_id' in changed && changed.bulk_id !== null) onWork(changed.bulk_id);
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: (): Promise<LabelChanged | Label> => {
      const body = { name: name.trim(), colour, description: description.trim() };
      return label ? changeLabel(label.id, { ...body, archived }) : createLabel(body);
    },
    onSuccess: done(t`Label saved`),
  });
  const merge = useMutation({ mutationFn: () => mergeLabel(label!.id, Number(into)), onSuccess: done(t`Labels merged`) });
  const remove = useMutation({ mutationFn: () => deleteLabel(label!.id), onSuccess: done(t`Label removed`) });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={label ? <LabelMark name={label.name} colour={label.colour} /> : t`New label`} size={520} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {label && use.data && <Use use={use.data} renamed={name.trim() !== label.name} />}
        <TextInput label={t`Name`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={40} data-autofocus dir="auto" />
        <TextInput label={t`What it means`} description={t`Shown to colleagues who choose a label.`} value={description} onChange={(event) => setDescription(event.currentTarget.value)} error={errors.description} maxLength={200} dir="auto" />
        <fieldset className={c.colours}>
          <legend>
            <Trans>Colour</Trans>
          </legend>
          {COLOURS.map((one) => (
            <label key={one} className={c.colour} style={shade(one)} title={COLOUR[one]}>
              <input type="radio" name="colour" aria-label={COLOUR[one]} checked={colour === one} onChange={() => setColour(one)} />
            </label>
          ))}
        </fieldset>
        {label && <Switch label={t`Archived`} description={t`Offered to nobody any more. Tickets that have it keep it.`} checked={archived} onChange={(event) => setArchived(event.currentTarget.checked)} />}
        <Problem error={save.error ?? merge.error ?? remove.error} shown={['name', 'description', 'into']} />
        <div className={s.actions}>
          {label && (
            <Button variant="subtle" color="red" data-start loading={remove.isPending} onClick={() => (sure ? remove.mutate() : setSure(true))}>
              {sure ? <Trans>Really take it off every ticket</Trans> : <Trans>Remove</Trans>}
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </div>
        {label && others.length > 0 && (
          <fieldset>
            <legend>
              <Trans>Two labels for the same thing?</Trans>
            </legend>
            <Select label={t`Merge into`} description={t`Whatever has this label gets the other one instead, and this one is gone.`} data={others.map((one) => ({ value: String(one.id), label: one.name }))} value={into} onChange={setInto} searchable clearable clearButtonProps={{ 'aria-label': t`Do not merge` }} />
            <div className={s.actions}>
              <Button variant="default" disabled={into === null} loading={merge.isPending} onClick={() => merge.mutate()}>
                <Trans>Merge</Trans>
              </Button>
            </div>
          </fieldset>
        )}
      </form>
    </Modal>
  );
}

/** Before anything is changed: where it is in use. */
function Use({ use, renamed }: { use: LabelDetail; renamed: boolean }) {
  return (
    <div className={c.use} role="status">
      <p>
        <Trans>
          In use on <Plural value={use.tickets} one="# ticket" other="# tickets" /> and <Plural value={use.contacts} one="# customer" other="# customers" />.
        </Trans>{' '}
        {renamed && <Trans>All of them get the new name.</Trans>}
      </p>
      {use.named_by.length > 0 && (
        <ul>
          {use.named_by.map((one) => (
            <li key={`${one.what}-${one.id}`}>
              <Named what={one.what} name={one.name} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Named({ what, name }: { what: LabelDetail['named_by'][number]['what']; name: string }) {
  switch (what) {
    case 'rule':
      return <Trans>The rule “{name}” asks for it</Trans>;
    case 'macro':
      return <Trans>The macro “{name}” sets it</Trans>;
    case 'policy':
      return <Trans>The policy “{name}” asks for it</Trans>;
    case 'survey':
      return <Trans>The survey “{name}” asks for it</Trans>;
    case 'view':
      return <Trans>The view “{name}” asks for it</Trans>;
  }
}
