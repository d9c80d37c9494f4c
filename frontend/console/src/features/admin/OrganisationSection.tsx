import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { meQuery } from '../../api/queries';
import type { Calendar, Organisation } from '../../api/types';
import { LANGUAGES } from '../../lib/language';
import { toast } from '../../ui/toast';
import s from './Admin.module.css';
import { changeOrganisation, listCalendars, readOrganisation } from './calls';
import { zones } from './hours';
import { FormActions } from './FormActions';
import { Problem, refusals, Section } from './Section';

export function OrganisationSection() {
  const organisation = useQuery({ queryKey: ['organisation'], queryFn: readOrganisation });
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: listCalendars });
  return (
    <Section title={t`Organisation`} about={t`What holds for everybody: your name, your hours, and how long replies and solved tickets wait.`} error={organisation.error ?? calendars.error} pending={!organisation.data || !calendars.data}>
      {organisation.data && calendars.data && <OrganisationForm organisation={organisation.data} calendars={calendars.data} />}
    </Section>
  );
}

function OrganisationForm({ organisation, calendars }: { organisation: Organisation; calendars: readonly Calendar[] }) {
  const client = useQueryClient();
  const [name, setName] = useState(organisation.name);
  const [undo, setUndo] = useState<number | string>(organisation.undo_seconds);
  const [reopen, setReopen] = useState<number | string>(organisation.reopen_days);
  const [close, setClose] = useState<number | string>(organisation.auto_close_days);
  const [calendar, setCalendar] = useState(organisation.calendar_id === null ? null : String(organisation.calendar_id));
  const [zone, setZone] = useState<string | null>(organisation.zone || null);
  const [language, setLanguage] = useState(organisation.language);
  const save = useMutation({
    mutationFn: () => changeOrganisation({ name: name.trim(), ...(zone ? { zone } : {}), language, undo_seconds: Number(undo), reopen_days: Number(reopen), auto_close_days: Number(close), calendar_id: calendar === null ? null : Number(calendar) }),
    onSuccess: (next) => {
      client.setQueryData(['organisation'], next);
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
      toast(t`Saved`);
    },
  });
  const errors = refusals(save.error);
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <fieldset>
        <legend><Trans>Who and where you are</Trans></legend>
        <div className={s.pair}>
          <TextInput label={t`Name`} description={t`At the top of the console, and where no brand says another.`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required />
          <Select label={t`Business hours`} description={t`One of your calendars; teams and policies may count by another.`} placeholder={t`Around the clock`} data={calendars.map((one) => ({ value: String(one.id), label: one.name }))} value={calendar} onChange={setCalendar} error={errors.calendar_id} clearable clearButtonProps={{ 'aria-label': t`No business hours` }} />
          <Select label={t`Time zone`} description={t`Where your office is; people may choose their own.`} placeholder={t`Nobody said yet`} data={zones()} value={zone} onChange={setZone} error={errors.zone} searchable />
          <Select label={t`Language`} description={t`For everybody who chose none, and whose browser asks for none that we have.`} data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))} value={language} onChange={(next) => next && setLanguage(next)} error={errors.language} allowDeselect={false} />
        </div>
      </fieldset>
      <fieldset>
        <legend><Trans>Replies and solved tickets</Trans></legend>
        <div className={s.pair}>
          <NumberInput label={t`Seconds to take a reply back`} description={t`So long it waits before it is sent. 0: it is sent at once.`} value={undo} onChange={setUndo} error={errors.undo_seconds} min={0} allowDecimal={false} />
          <NumberInput label={t`Days in which an answer reopens a solved ticket`} description={t`Later, what the customer writes opens a new ticket.`} value={reopen} onChange={setReopen} error={errors.reopen_days} min={0} allowDecimal={false} />
          <NumberInput label={t`Days after which a solved ticket closes for good`} description={t`0: never`} value={close} onChange={setClose} error={errors.auto_close_days} min={0} allowDecimal={false} />
        </div>
      </fieldset>
      <Problem error={save.error} shown={['name', 'zone', 'language', 'calendar_id', 'undo_seconds', 'reopen_days', 'auto_close_days']} />
      <FormActions save={save} />
    </form>
  );
}
