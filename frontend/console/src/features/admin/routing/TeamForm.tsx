import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Modal, NumberInput, Select, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { teamsQuery } from '../../../api/queries';
import type { Team } from '../../../api/types';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { changeTeam, listCalendars } from '../calls';
import { FormActions } from '../FormActions';
import { Problem, refusals } from '../Section';
import { TAKE_BACK_CHOICES } from './sentences';

const STRATEGIES: { value: Team['strategy']; label: string }[] = [
  { value: 'manual', get label() { return t`By hand: people take what they want`; } },
  { value: 'least_loaded', get label() { return t`To whoever has the most room`; } },
  { value: 'round_robin', get label() { return t`In turn, one after the other`; } },
];
const NUMBERS = ['sticky_days', 'sticky_wait', 'relax_after', 'ramp', 'vip_reserve'] as const;
const SHOWN = [...NUMBERS, 'strategy', 'calendar_id', 'hand_over_to_id', 'take_back'];
const id = (value: number | null): string | null => (value === null ? null : String(value));

export function TeamForm({ team, teams, onClose }: { team: Team; teams: readonly Team[]; onClose: () => void }) {
  const client = useQueryClient();
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: listCalendars });
  const [draft, setDraft] = useState({ ...team, sticky_wait: team.sticky_wait / 60, relax_after: team.relax_after / 60 });
  const set = (changes: Partial<Team>): void => setDraft((old) => ({ ...old, ...changes }));
  const save = useMutation({
    mutationFn: () => {
      const { strategy, sticky_days, ramp, vip_reserve, offers, hand_over_to_id, take_back, calendar_id } = draft;
      const seconds = { sticky_wait: Math.round(draft.sticky_wait * 60), relax_after: Math.round(draft.relax_after * 60) };
      return changeTeam(team.id, { strategy, sticky_days, ramp, vip_reserve, offers, take_back, calendar_id, hand_over_to_id, after_hours: hand_over_to_id === null ? 'queue' : 'hand_over', ...seconds });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: teamsQuery.queryKey });
      toast(t`${team.name}: saved`);
      onClose();
    },
  });
  const errors = refusals(save.error);
  const number = (key: (typeof NUMBERS)[number], label: string, description: string) => (
    <NumberInput label={label} description={description} value={draft[key]} onChange={(value) => set({ [key]: Number(value) || 0 })} error={errors[key]} min={0} />
  );
  const others = teams.filter((other) => other.id !== team.id).map((other) => ({ value: String(other.id), label: other.name }));
  return (
    <Modal opened onClose={onClose} title={t`${team.name}: how it gets its work`} size={620}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Select label={t`New tickets go`} data={STRATEGIES} value={draft.strategy} onChange={(value) => value && set({ strategy: value as Team['strategy'] })} error={errors.strategy} allowDeselect={false} data-autofocus />
        {draft.strategy !== 'manual' && (
          <fieldset>
            <legend><Trans>To whom first</Trans></legend>
            <div className={s.pair}>
              {number('sticky_days', t`Days in which customers come back to the same person`, t`0: never to the same person.`)}
              {number('sticky_wait', t`Minutes to wait for that person`, t`While they are at work but have no room.`)}
              {number('relax_after', t`Minutes until a skill is only wished for`, t`If nobody free has it. 0: it is always needed.`)}
              {number('ramp', t`New tickets per person and minute`, t`So that the first to sign in does not get everything. 0: no limit.`)}
              {number('vip_reserve', t`Room that everybody keeps for VIPs`, t`Counted in mails. 0: none.`)}
            </div>
            <Switch label={t`Offer chats for 30 seconds instead of assigning them`} checked={draft.offers} onChange={(event) => set({ offers: event.currentTarget.checked })} />
          </fieldset>
        )}
        <fieldset>
          <legend><Trans>When the team is closed, or somebody leaves</Trans></legend>
          <div className={s.pair}>
            <Select label={t`Business hours`} data={(calendars.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))} value={id(draft.calendar_id)} onChange={(value) => set({ calendar_id: value === null ? null : Number(value) })} error={errors.calendar_id} placeholder={t`Those of the organisation`} clearable clearButtonProps={{ 'aria-label': t`Those of the organisation` }} />
            <Select label={t`Out of hours, tickets go to`} data={others} value={id(draft.hand_over_to_id)} onChange={(value) => set({ hand_over_to_id: value === null ? null : Number(value) })} error={errors.hand_over_to_id} placeholder={t`Nobody: they wait`} clearable clearButtonProps={{ 'aria-label': t`Nobody: they wait` }} />
          </div>
          <Select label={t`When somebody goes offline`} data={TAKE_BACK_CHOICES} value={draft.take_back} onChange={(value) => value && set({ take_back: value as Team['take_back'] })} error={errors.take_back} allowDeselect={false} />
        </fieldset>
        <Problem error={save.error} shown={SHOWN} />
        <FormActions save={save} />
      </form>
    </Modal>
  );
}
