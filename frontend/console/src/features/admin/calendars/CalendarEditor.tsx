import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import type { Calendar } from '../../../api/generated/types.gen';
import { toast } from '../../../ui/toast';
import a from '../Admin.module.css';
import { Back } from '../Back';
import { changeCalendar, createCalendar } from '../calls';
import { Preview } from '../policies/Preview';
import { Problem, refusals } from '../Section';
import s from './Calendars.module.css';
import { previewCalendar } from './calls';
import { Days } from './Days';
import { Versions } from './Versions';
import { Week } from './Week';
import { type Bar, toBars, toWindows, weekly } from './week';

const USUAL: Bar[] = [0, 1, 2, 3, 4].map((weekday) => ({ weekday, start: 540, end: 1080 }));

export function CalendarEditor({ calendar, onClose, onSaved }: { calendar: Calendar | null; onClose: () => void; onSaved: (calendar: Calendar) => void }) {
  const client = useQueryClient();
  const zones = useMemo(() => [...new Set(['UTC', calendar?.zone ?? 'UTC', ...Intl.supportedValuesOf('timeZone')])], [calendar]);
  const [tab, setTab] = useState('edit');
  const [name, setName] = useState(calendar?.name ?? '');
  const [zone, setZone] = useState(calendar?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [bars, setBars] = useState<Bar[]>(calendar ? toBars(calendar.windows) : USUAL);
  const [days, setDays] = useState({ closed: calendar?.closed ?? [], special: calendar?.special ?? [] });
  const hours = { zone, windows: toWindows(bars), ...days };
  const before = calendar && { zone: calendar.zone, windows: toWindows(toBars(calendar.windows)), closed: calendar.closed, special: calendar.special };
  const moved = JSON.stringify(hours) !== JSON.stringify(before);
  const changed = moved || name.trim() !== calendar?.name;
  const preview = useMutation({ mutationFn: () => previewCalendar(calendar!.id, hours) });
  const save = useMutation({
    mutationFn: () => (calendar ? changeCalendar(calendar.id, { ...(moved ? hours : {}), name: name.trim() }) : createCalendar({ name: name.trim(), ...hours })),
    onSuccess: async (row) => {
      await client.invalidateQueries({ queryKey: ['calendars'] });
      preview.reset();
      toast(t`${row.name} is saved`);
      onSaved(row);
    },
  });
  const errors = refusals(save.error ?? preview.error);
  return (
    <section aria-label={calendar?.name ?? t`New calendar`}>
      <Back to={onClose}>
        <Trans>All calendars</Trans>
      </Back>
      <header className={a.head}>
        <div>
          <h1>{calendar?.name ?? t`New calendar`}</h1>
          <p>{calendar ? t`A change holds from the moment you save it, for open tickets, too. What was counted before stays as it was.` : t`After saving you can choose it for the organisation, for a team or in a policy.`}</p>
        </div>
      </header>
      {calendar && <SegmentedControl value={tab} onChange={setTab} data={[{ value: 'edit', label: t`Hours` }, { value: 'versions', label: t`Versions (${calendar.version})` }]} mb={16} aria-label={t`Parts of the calendar`} />}
      {tab === 'versions' && calendar ? (
        <Versions calendar={calendar} onReverted={onClose} />
      ) : (
        <form
          className={a.form}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <div className={a.pair}>
            <TextInput label={t`Name`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
            <Select label={t`Time zone`} data={zones} value={zone} onChange={(value) => value && setZone(value)} error={errors.zone} searchable limit={50} allowDeselect={false} />
          </div>
          <fieldset>
            <legend><Trans>Open, <Plural value={Math.round(weekly(bars) * 4) / 4} one="# hour" other="# hours" /> a week</Trans></legend>
            <p className={s.hint}><Trans>Draw a bar in a day, drag it or its ends, or type the hours beside it. Several bars a day are fine, and 22:00–06:00 ends on the next day.</Trans></p>
            <Week bars={bars} onChange={setBars} />
            {errors.windows && <p role="alert">{errors.windows}</p>}
          </fieldset>
          <fieldset>
            <legend><Trans>Days that are different</Trans></legend>
            <Days calendar={calendar} {...days} onChange={(closed, special) => setDays({ closed: closed.toSorted((x, y) => x.date.localeCompare(y.date)), special: special.toSorted((x, y) => x.date.localeCompare(y.date)) })} />
          </fieldset>
          {preview.data && <Preview found={preview.data} what={t`have a clock that counts in these hours`} />}
          <Problem error={save.error ?? preview.error} shown={['name', 'zone', 'windows']} />
          <div className={a.actions}>
            {calendar && (
              <Button variant="default" disabled={!moved} loading={preview.isPending} onClick={() => preview.mutate()}>
                <Trans>See what it would change</Trans>
              </Button>
            )}
            <Button type="submit" disabled={!changed || !name.trim()} loading={save.isPending}>
              <Trans>Save</Trans>
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
