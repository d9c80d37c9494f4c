import { Button, Select, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Calendar, Policy, Priority } from '../../api/types';
import { toast } from '../../ui/toast';
import { PRIORITY } from '../../ui/words';
import s from './Admin.module.css';
import { changePolicy, listPolicies } from './calls';
import { parseDuration, showDuration } from './hours';
import { Problem, Section } from './Section';

const ORDER = Object.keys(PRIORITY) as Priority[];

export function PoliciesSection({ calendars }: { calendars: readonly Calendar[] }) {
  const { data, error } = useQuery({ queryKey: ['policies'], queryFn: listPolicies });
  const policies = data?.toSorted((a, b) => ORDER.indexOf(a.priority) - ORDER.indexOf(b.priority));
  return (
    <Section title="Promises" about="How soon a customer gets a first reply and a solution, by priority. Written as 30m, 4h or 2d; empty promises nothing." error={error} pending={!policies}>
      <div className={s.scroller}>
        <table className={s.table}>
          <thead>
            <tr>
              {['Priority', 'First reply', 'Solved', 'Warn before', 'Hours', ''].map((title) => (
                <th key={title} scope="col">
                  {title || <span className="sr-only">Save</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {policies?.map((policy) => (
              <PolicyRow key={`${policy.priority}-${policy.version}`} policy={policy} calendars={calendars} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function PolicyRow({ policy, calendars }: { policy: Policy; calendars: readonly Calendar[] }) {
  const client = useQueryClient();
  const [first, setFirst] = useState(showDuration(policy.first_reply));
  const [solved, setSolved] = useState(showDuration(policy.resolution));
  const [warn, setWarn] = useState(showDuration(policy.warn_before));
  const [business, setBusiness] = useState(policy.business_hours);
  const [calendar, setCalendar] = useState(policy.calendar_id === null ? null : String(policy.calendar_id));
  const next = { first_reply: parseDuration(first), resolution: parseDuration(solved), warn_before: parseDuration(warn) ?? 0, business_hours: business, calendar_id: calendar === null ? null : Number(calendar) };
  const changed = Object.entries(next).some(([key, value]) => !Object.is(value, policy[key as keyof Policy]));
  const readable = ![next.first_reply, next.resolution, next.warn_before].some(Number.isNaN);
  const save = useMutation({
    mutationFn: () => changePolicy(policy.priority, next),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['policies'] });
      toast(`Promises for ${PRIORITY[policy.priority].toLowerCase()} saved`);
    },
  });
  const name = PRIORITY[policy.priority];
  const duration = (label: string, value: string, set: (text: string) => void, seconds: number | null) => (
    <TextInput aria-label={`${name}: ${label}`} value={value} onChange={(event) => set(event.currentTarget.value)} error={Number.isNaN(seconds) ? 'As in 4h or 30m' : undefined} placeholder="none" />
  );
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{duration('first reply', first, setFirst, next.first_reply)}</td>
      <td>{duration('solved', solved, setSolved, next.resolution)}</td>
      <td>{duration('warn before', warn, setWarn, next.warn_before)}</td>
      <td>
        <Switch label="Business hours only" checked={business} onChange={(event) => setBusiness(event.currentTarget.checked)} mb={6} />
        {business && (
          <Select
            aria-label={`${name}: business hours`}
            placeholder="The organisation's"
            data={calendars.map((one) => ({ value: String(one.id), label: one.name }))}
            value={calendar}
            onChange={setCalendar}
            clearable
            clearButtonProps={{ 'aria-label': "The organisation's" }}
          />
        )}
        <Problem error={save.error} shown={[]} />
      </td>
      <td>
        <Button disabled={!changed || !readable} loading={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
      </td>
    </tr>
  );
}
