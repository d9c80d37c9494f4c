import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconArrowDown, IconArrowUp, IconBolt } from '@tabler/icons-react';
import { useState } from 'react';

import { changeMacro, createMacro, deleteMacro, type Macro, macrosQuery } from '../../../api/answers';
import { useTeams } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import { ActionList } from '../actions/ActionList';
import { type Action, sentence } from '../actions/forms';
import { actionsQuery } from '../actions/queries';
import s from '../Admin.module.css';
import { Problem, refusals, Section } from '../Section';

export default function MacrosSection() {
  const client = useQueryClient();
  const { data: macros, error } = useQuery({ ...macrosQuery, refetchOnMount: 'always' });
  const { data: actions } = useQuery(actionsQuery);
  const teams = useTeams();
  const [open, setOpen] = useState<Macro | 'new' | null>(null);
  const order = useMutation({
    mutationFn: async (rows: readonly Macro[]) => {
      for (const [position, macro] of rows.entries()) if (macro.position !== position) await changeMacro(macro.id, { position });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: macrosQuery.queryKey }),
    onError: (problem) => toastError(problem, t`The order was not kept`),
  });
  const move = (at: number, step: number): void => {
    const next = [...macros!];
    next.splice(at + step, 0, ...next.splice(at, 1));
    order.mutate(next);
  };
  return (
    <Section title={t`Macros`} about={t`Several things by one click, on one ticket (press M) or on many at once. Agents see what a macro would do before they run it.`} add={{ label: t`New macro`, run: () => setOpen('new') }} error={error} pending={!macros}>
      {macros?.length === 0 && <p className={s.empty}><Trans>No macro yet. A good first one: “Not for us” labels a ticket, writes a note and solves it.</Trans></p>}
      {macros && macros.length > 0 && (
        <ul className={s.list}>
          {macros.map((macro, n) => (
            <li key={macro.id} className={s.ordered}>
              <button type="button" className={s.row} onClick={() => setOpen(macro)}>
                <IconBolt size={18} aria-hidden />
                <span className={s.what}>
                  <b>{macro.name}</b>
                  <small data-long>{actions && macro.actions.map((action) => sentence(action, actions.results)).join(' · ')}</small>
                </span>
                {macro.team_id !== null && <span className={s.tag}>{teams.get(macro.team_id)?.name ?? t`A team`}</span>}
                <span className={s.tag}><Plural value={macro.used} _0="not used yet" one="used # time" other="used # times" /></span>
              </button>
              <ActionIcon aria-label={t`Move ${macro.name} up`} disabled={n === 0 || order.isPending} onClick={() => move(n, -1)}>
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon aria-label={t`Move ${macro.name} down`} disabled={n === macros.length - 1 || order.isPending} onClick={() => move(n, 1)}>
                <IconArrowDown size={15} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      {open !== null && <MacroForm macro={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function MacroForm({ macro, onClose }: { macro: Macro | null; onClose: () => void }) {
  const client = useQueryClient();
  const teams = [...useTeams().values()];
  const [name, setName] = useState(macro?.name ?? '');
  const [description, setDescription] = useState(macro?.description ?? '');
  const [actions, setActions] = useState<Action[]>(macro?.actions ?? []);
  const [team, setTeam] = useState(macro?.team_id ? String(macro.team_id) : null);
  const done = (words: string) => (): void => {
    void client.invalidateQueries({ queryKey: macrosQuery.queryKey });
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const fields = { name: name.trim(), description: description.trim(), actions, team_id: team === null ? null : Number(team) };
      return macro ? changeMacro(macro.id, fields) : createMacro(fields);
    },
    onSuccess: done(t`Macro saved`),
  });
  const remove = useMutation({ mutationFn: () => deleteMacro(macro!.id), onSuccess: done(t`Macro removed`) });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={macro?.name ?? t`New macro`} size={720}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label={t`Name`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={120} data-autofocus />
        <Textarea label={t`When to use it`} description={t`Agents read this before they run it.`} value={description} onChange={(event) => setDescription(event.currentTarget.value)} error={errors.description} maxLength={500} autosize minRows={1} />
        <fieldset>
          <legend><Trans>What it does, in this order</Trans></legend>
          <ActionList value={actions} onChange={setActions} error={errors.actions} />
        </fieldset>
        <Select label={t`Who uses it`} data={teams.map((one) => ({ value: String(one.id), label: one.name }))} placeholder={t`Everybody`} value={team} onChange={setTeam} clearable clearButtonProps={{ 'aria-label': t`Everybody` }} error={errors.team_id} />
        <Problem error={save.error ?? remove.error} shown={['name', 'description', 'actions', 'team_id']} />
        <div className={s.actions}>
          {macro && (
            <Button variant="subtle" color="red" data-start loading={remove.isPending} onClick={() => remove.mutate()}>
              <Trans>Remove</Trans>
            </Button>
          )}
          <Button type="submit" disabled={!actions.length} loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}
