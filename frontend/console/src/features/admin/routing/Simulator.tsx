import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { ImaginedRequest, Simulation } from '../../../api/generated/types.gen';
import { formatList } from '../../../lib/format';
import { useChannels, useTeams, useUsers } from '../../../ui/names';
import { PRIORITY } from '../../../ui/words';
import { Considered } from '../../../ui/Considered';
import s from '../Admin.module.css';
import { Problem, refusals, Section } from '../Section';
import { simulate } from './calls';
import r from './Routing.module.css';
import { skillsQuery } from './Skills';

const PRIORITIES = (Object.keys(PRIORITY) as (keyof typeof PRIORITY)[]).map((value) => ({ value, label: PRIORITY[value] }));
const WORK = [
  { value: 'mail', get label() { return t`A mail`; } },
  { value: 'chat', get label() { return t`A chat`; } },
  { value: 'comment', get label() { return t`A public comment`; } },
];
const NOT_SENT = ['channel_id', 'team_id', 'language', 'at'];

/** "Who would get this ticket, and why": asks routing itself, and changes nothing. */
export function Simulator() {
  const channels = [...useChannels().values()].sort((a, b) => a.name.localeCompare(b.name));
  const allTeams = useTeams();
  const { data: skills = [] } = useQuery(skillsQuery);
  const [channel, setChannel] = useState<string | null>(null);
  const [team, setTeam] = useState<string | null>(null);
  const [priority, setPriority] = useState<string>('normal');
  const [work, setWork] = useState<string>('mail');
  const [language, setLanguage] = useState('');
  const [needs, setNeeds] = useState<string[]>([]);
  const [level, setLevel] = useState<number | string>(1);
  const [vip, setVip] = useState(false);
  const [at, setAt] = useState('');
  const on = channels.find((one) => String(one.id) === channel) ?? channels[0];
  const teams = [...allTeams.values()].filter((one) => on?.team_ids.includes(one.id)); // others could not be given it
  const ask = useMutation({
    mutationFn: (): Promise<Simulation> => {
      const imagined = { channel_id: Number(on?.id), priority, work, vip, language: language.trim().toLowerCase(), skills: needs.map((id) => ({ skill_id: Number(id), level: Number(level) || 1 })) };
      return simulate({ ...imagined, ...(team ? { team_id: Number(team) } : {}), ...(at ? { at: new Date(at).toISOString() } : {}) } as ImaginedRequest);
    },
  });
  const errors = refusals(ask.error);
  return (
    <Section part title={t`Who would get this ticket?`} about={t`Describe a ticket and see who would get it now, and why nobody else would. Nothing is created or changed.`}>
      {channels.length === 0 ? (
        <p className={s.empty}><Trans>Connect a channel first: a ticket comes in on one.</Trans></p>
      ) : (
        <form
          className={s.form}
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate();
          }}
        >
          <div className={r.ticket}>
            <Select label={t`It comes in on`} data={channels.map((one) => ({ value: String(one.id), label: one.name }))} value={String(on?.id)} onChange={(value) => (setChannel(value), setTeam(null))} error={errors.channel_id} allowDeselect={false} />
            <Select label={t`For the team`} description={t`One that works on the channel.`} data={teams.map((one) => ({ value: String(one.id), label: one.name }))} value={team} onChange={setTeam} error={errors.team_id} placeholder={t`The channel's own`} clearable clearButtonProps={{ 'aria-label': t`The channel's own` }} />
            <Select label={t`It is`} data={WORK} value={work} onChange={(value) => value && setWork(value)} allowDeselect={false} />
            <Select label={t`Priority`} data={PRIORITIES} value={priority} onChange={(value) => value && setPriority(value)} allowDeselect={false} />
            <TextInput label={t`Written in`} placeholder={t`Any language`} description={t`A code: de, fr, en.`} value={language} onChange={(event) => setLanguage(event.currentTarget.value)} error={errors.language} maxLength={3} />
            <TextInput type="datetime-local" label={t`When`} description={t`Empty: now. Counts for business hours.`} value={at} onChange={(event) => setAt(event.currentTarget.value)} error={errors.at} />
            {skills.length > 0 && <MultiSelect label={t`It needs`} description={t`Skills.`} data={skills.map((one) => ({ value: String(one.id), label: one.name }))} value={needs} onChange={setNeeds} />}
            {needs.length > 0 && <NumberInput label={t`At least at level`} description={t`1 to 5.`} value={level} onChange={setLevel} min={1} max={5} allowDecimal={false} />}
          </div>
          <Switch label={t`The customer is a VIP`} checked={vip} onChange={(event) => setVip(event.currentTarget.checked)} />
          <Problem error={ask.error} shown={NOT_SENT} />
          <div className={s.actions}>
            <Button type="submit" loading={ask.isPending}>
              <Trans>Who would get it?</Trans>
            </Button>
          </div>
        </form>
      )}
      {ask.data && <Outcome found={ask.data} />}
    </Section>
  );
}

function Outcome({ found }: { found: Simulation }) {
  const users = useUsers();
  const teams = useTeams();
  const who = found.user_id === null ? undefined : (users.get(found.user_id)?.name ?? t`A colleague`);
  const team = teams.get(found.team_id)?.name ?? t`the team`;
  const closed = formatList(found.handed_over.map((id) => teams.get(id)?.name ?? t`A team`));
  return (
    <div className={r.outcome} role="status">
      <h2>{who ? (found.outcome === 'offered' ? t`${who} would be offered it.` : t`${who} would get it.`) : t`It would wait in the queue of ${team}.`}</h2>
      <p>
        {found.why}
        {found.handed_over.length > 0 && ` ${t`${closed} would be closed, so it goes to ${team}.`}`}
        {!who && ` ${found.ahead === 0 ? t`No other ticket stands before it.` : t`${plural(found.ahead, { one: '# other ticket', other: '# other tickets' })} would come before it.`}`}
      </p>
      <Considered people={found.considered} />
    </div>
  );
}
