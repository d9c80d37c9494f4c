import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Modal, Select, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../../api/http';
import { viewsQuery } from '../../../api/queries';
import type { SavedView } from '../../../api/types';
import { supervises, useMe, useTeams } from '../../../ui/names';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { FormActions } from '../FormActions';
import { ConditionBuilder } from '../conditions/ConditionBuilder';
import type { Tree } from '../conditions/tree';
import { Problem, refusals } from '../Section';
import { changeView, createView, deleteView, previewQuery } from './calls';
import { IconPicker } from './IconPicker';
import v from './Views.module.css';

type Shared = SavedView['shared_with'];
type Order = '-last_message_at' | 'last_message_at' | 'due_at' | '-created_at' | 'created_at';
const ORDERS = (): { value: Order; label: string }[] => [
  { value: '-last_message_at', label: t`Latest activity first` },
  { value: 'due_at', label: t`Due first` },
  { value: 'last_message_at', label: t`Longest silent first` },
  { value: '-created_at', label: t`Newest first` },
  { value: 'created_at', label: t`Oldest first` },
];

interface Props {
  /** null: a new one. */
  view: SavedView | null;
  conditions: Tree;
  /** What was typed into the search and cannot be kept. */
  leftOut?: readonly string[];
  sharedAtFirst?: Shared;
  onClose: () => void;
  onMade?: (view: SavedView) => void;
}

/** A name, what the tickets have in common, and who sees it; with how many there are now. */
export function ViewForm({ view, conditions: first, leftOut = [], sharedAtFirst = 'me', onClose, onMade }: Props) {
  const client = useQueryClient();
  const me = useMe();
  const teams = [...useTeams().values()];
  const [name, setName] = useState(view?.name ?? '');
  const [icon, setIcon] = useState(view?.icon ?? '');
  const [conditions, setConditions] = useState<Tree>(first);
  const [order, setOrder] = useState<Order>((view?.order as Order | undefined) ?? '-last_message_at');
  const [shared, setShared] = useState<Shared>(view?.shared_with ?? sharedAtFirst);
  const [team, setTeam] = useState(view?.team_id ? String(view.team_id) : null);
  const [pinned, setPinned] = useState(view?.pinned ?? true);
  const done = (words: string): void => {
    for (const queryKey of [viewsQuery.queryKey, ['counts'], ['tickets']]) void client.invalidateQueries({ queryKey });
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const fields = { name: name.trim(), icon, conditions, order, pinned, shared_with: shared, team_id: shared === 'team' && team ? Number(team) : null };
      return view ? changeView(view.id, fields) : createView(fields);
    },
    onSuccess: (made) => {
      done(t`View saved`);
      if (!view) onMade?.(made);
    },
  });
  const remove = useMutation({ mutationFn: () => deleteView(view!.id), onSuccess: () => done(t`View removed; its tickets stay`) });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={view ? t`Change the view` : t`New view`} size={760}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label={t`Name`} placeholder={t`Refunds that wait for us`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
        <IconPicker value={icon} onChange={setIcon} />
        <fieldset>
          <legend>
            <Trans>Which tickets it shows</Trans>
          </legend>
          {leftOut.length > 0 && (
            <p className={v.note}>
              <Trans>A view cannot keep {leftOut.join(' ')}, which was part of the search.</Trans>
            </p>
          )}
          <ConditionBuilder value={conditions} onChange={setConditions} allow={(field) => field.listable} always={t`No condition yet: it shows every ticket.`} error={errors.conditions} />
        </fieldset>
        <Preview conditions={conditions} />
        <div className={v.pair}>
          <Select label={t`Sorted by`} data={ORDERS()} value={order} onChange={(next) => next && setOrder(next)} allowDeselect={false} />
          {supervises(me) && (
            <Select
              label={t`Who sees it`}
              data={[
                { value: 'me', label: t`Only me` },
                { value: 'team', label: t`One team` },
                { value: 'all', label: t`Everybody` },
              ]}
              value={shared}
              onChange={(next) => next && setShared(next as Shared)}
              allowDeselect={false}
              error={errors.shared_with}
            />
          )}
          {shared === 'team' && <Select label={t`Team`} data={teams.map((one) => ({ value: String(one.id), label: one.name }))} value={team} onChange={setTeam} error={errors.team_id} required />}
        </div>
        <Switch label={t`Show it at the side, with its number of tickets`} checked={pinned} onChange={(event) => setPinned(event.currentTarget.checked)} />
        <Problem error={save.error ?? remove.error} shown={['name', 'conditions', 'team_id', 'shared_with']} />
        <FormActions save={save} remove={view ? remove : null} />
      </form>
    </Modal>
  );
}

/** Asked a moment after the last change; a condition that is not finished keeps what was shown before. */
function Preview({ conditions }: { conditions: Tree }) {
  const [wanted] = useDebouncedValue(conditions, 400);
  const { data, error } = useQuery(previewQuery(wanted));
  return (
    <div className={v.preview} role="status">
      {error ? (
        <p>{explain(error)}</p>
      ) : data ? (
        <>
          <b>{data.count === null ? <Trans>Very many tickets now</Trans> : <Plural value={data.count} _0="No ticket now" one="# ticket now" other="# tickets now" />}</b>
          <ul>
            {data.examples.map((row) => (
              <li key={row.id}>
                <bdi className="num">{row.reference}</bdi> <span dir="auto">{row.subject || t`No subject`}</span> <small dir="auto">{row.contact.name || row.contact.handle}</small>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>
          <Trans>Counting…</Trans>
        </p>
      )}
    </div>
  );
}
