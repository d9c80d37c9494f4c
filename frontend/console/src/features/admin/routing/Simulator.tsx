import { Button, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { ImaginedRequest, Simulation } from '../../../api/generated/types.gen';
import { useChannels, useTeams, useUsers } from '../../../ui/names';
import { plural, PRIORITY } from '../../../ui/words';
import { Considered } from '../../../ui/Considered';
import s from '../Admin.module.css';
import { Problem, refusals, Section } from '../Section';
import { simulate } from './calls';
import r from './Routing.module.css';
import { skillsQuery } from './Skills';

const PRIORITIES = (Object.keys(PRIORITY) as (keyof typeof PRIORITY)[]).map((value) => ({ value, label: PRIORITY[value] }));
const WORK = [
  { value: 'mail', label: 'A mail' },
  { value: 'chat', label: 'A chat' },
  { value: 'comment', label: 'A public comment' },
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
    <Section title="Who would get this ticket?" about="Describe a ticket and see who would get it now, and why nobody else would. Nothing is created or changed.">
      {channels.length === 0 ? (
        <p className={s.empty}>Connect a channel first: a ticket comes in on one.</p>
      ) : (
        <form
          className={s.form}
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate();
          }}
        >
          <div className={r.ticket}>
            <Select label="It comes in on" data={channels.map((one) => ({ value: String(one.id), label: one.name }))} value={String(on?.id)} onChange={(value) => (setChannel(value), setTeam(null))} error={errors.channel_id} allowDeselect={false} />
            <Select label="For the team" description="One that works on the channel." data={teams.map((one) => ({ value: String(one.id), label: one.name }))} value={team} onChange={setTeam} error={errors.team_id} placeholder="The channel's own" clearable clearButtonProps={{ 'aria-label': "The channel's own" }} />
            <Select label="It is" data={WORK} value={work} onChange={(value) => value && setWork(value)} allowDeselect={false} />
            <Select label="Priority" data={PRIORITIES} value={priority} onChange={(value) => value && setPriority(value)} allowDeselect={false} />
            <TextInput label="Written in" placeholder="Any language" description="A code: de, fr, en." value={language} onChange={(event) => setLanguage(event.currentTarget.value)} error={errors.language} maxLength={3} />
            <TextInput type="datetime-local" label="When" description="Empty: now. Counts for business hours." value={at} onChange={(event) => setAt(event.currentTarget.value)} error={errors.at} />
            {skills.length > 0 && <MultiSelect label="It needs" description="Skills." data={skills.map((one) => ({ value: String(one.id), label: one.name }))} value={needs} onChange={setNeeds} />}
            {needs.length > 0 && <NumberInput label="At least at level" description="1 to 5." value={level} onChange={setLevel} min={1} max={5} allowDecimal={false} />}
          </div>
          <Switch label="The customer is a VIP" checked={vip} onChange={(event) => setVip(event.currentTarget.checked)} />
          <Problem error={ask.error} shown={NOT_SENT} />
          <div className={s.actions}>
            <Button type="submit" loading={ask.isPending}>
              Who would get it?
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
  const who = found.user_id === null ? undefined : (users.get(found.user_id)?.name ?? 'A colleague');
  const team = teams.get(found.team_id)?.name ?? 'the team';
  return (
    <div className={r.outcome} role="status">
      <h2>{who ? (found.outcome === 'offered' ? `${who} would be offered it.` : `${who} would get it.`) : `It would wait in the queue of ${team}.`}</h2>
      <p>
        {found.why}
        {found.handed_over.length > 0 && ` ${found.handed_over.map((id) => teams.get(id)?.name ?? 'A team').join(' and ')} would be closed, so it goes to ${team}.`}
        {!who && ` ${found.ahead === 0 ? 'No other ticket stands before it.' : `${plural(found.ahead, 'other ticket')} would come before it.`}`}
      </p>
      <Considered people={found.considered} />
    </div>
  );
}
