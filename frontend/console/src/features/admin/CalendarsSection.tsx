import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconCalendarTime } from '@tabler/icons-react';
import { useMemo, useState } from 'react';

import type { Calendar } from '../../api/types';
import { toast } from '../../ui/toast';
import { plural } from '../../ui/words';
import s from './Admin.module.css';
import { changeCalendar, createCalendar } from './calls';
import { DAYS, parseClosed, parseDay, showDay } from './hours';
import { Problem, refusals, Section } from './Section';

export function CalendarsSection({ calendars, error }: { calendars: readonly Calendar[] | undefined; error: unknown }) {
  const [open, setOpen] = useState<Calendar | 'new' | null>(null);
  return (
    <Section title="Business hours" about="Promises count only in these hours, in their time zone and without the days that are closed." add={{ label: 'New hours', run: () => setOpen('new') }} error={error} pending={!calendars}>
      {calendars?.length === 0 && <p className={s.empty}>No business hours yet: every promise counts around the clock.</p>}
      {calendars && calendars.length > 0 && (
        <ul className={s.list}>
          {calendars.map((calendar) => (
            <li key={calendar.id}>
              <button type="button" className={s.row} onClick={() => setOpen(calendar)}>
                <IconCalendarTime size={18} aria-hidden />
                <span className={s.what}>
                  <b>{calendar.name}</b>
                  <small>
                    {calendar.zone} · {plural(new Set(calendar.windows.map((window) => window.weekday)).size, 'day')} a week · {plural(calendar.closed.length, 'closed day')}
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {open !== null && <CalendarForm calendar={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function CalendarForm({ calendar, onClose }: { calendar: Calendar | null; onClose: () => void }) {
  const client = useQueryClient();
  const zones = useMemo(() => [...new Set(['UTC', calendar?.zone ?? 'UTC', ...Intl.supportedValuesOf('timeZone')])], [calendar]);
  const [name, setName] = useState(calendar?.name ?? '');
  const [zone, setZone] = useState(calendar?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [days, setDays] = useState(DAYS.map((_, weekday) => (calendar ? showDay(calendar.windows, weekday) : weekday < 5 ? '09:00–18:00' : '')));
  const [closed, setClosed] = useState(calendar?.closed.map((day) => `${day.date} ${day.name}`.trim()).join('\n') ?? '');
  const windows = days.map((text, weekday) => parseDay(text, weekday));
  const closedDays = parseClosed(closed);
  const readable = closedDays !== null && windows.every((day) => day !== null);
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), zone, windows: windows.flatMap((day) => day ?? []), closed: closedDays ?? [] };
      return calendar ? changeCalendar(calendar.id, body) : createCalendar(body);
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['calendars'] });
      toast('Business hours saved');
      onClose();
    },
  });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={calendar?.name ?? 'New business hours'} size={520}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (readable) save.mutate();
        }}
      >
        <div className={s.pair}>
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required data-autofocus />
          <Select label="Time zone" data={zones} value={zone} onChange={(value) => value && setZone(value)} error={errors.zone} searchable limit={50} allowDeselect={false} />
        </div>
        <fieldset>
          <legend>Open, for example 09:00–12:00, 13:00–18:00. Empty is closed.</legend>
          <div className={s.hours}>
            {DAYS.map((day, weekday) => (
              <div key={day}>
                <label htmlFor={`hours-${weekday}`}>{day}</label>
                <TextInput id={`hours-${weekday}`} value={days[weekday]!} onChange={(event) => setDays(days.with(weekday, event.currentTarget.value))} error={windows[weekday] === null ? 'Write it as 09:00–18:00.' : undefined} />
              </div>
            ))}
          </div>
        </fieldset>
        <Textarea label="Closed days" description="One a line, for example 2026-12-25 Christmas." autosize minRows={3} maxRows={10} value={closed} onChange={(event) => setClosed(event.currentTarget.value)} error={closedDays === null ? 'Each line begins with a date such as 2026-12-25.' : errors.closed} />
        <Problem error={save.error} shown={['name', 'zone', 'closed']} />
        <div className={s.actions}>
          <Button type="submit" loading={save.isPending} disabled={!readable}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
