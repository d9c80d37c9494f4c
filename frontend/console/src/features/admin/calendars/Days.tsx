import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';

import type { Calendar } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { formatDay } from '../../../lib/format';
import s from './Calendars.module.css';
import { proposeHolidays } from './calls';
import { parseBars, showBars, toBars, toWindows } from './week';

type Closed = Calendar['closed'];
type Special = Calendar['special'];
const shown = (date: string): string => formatDay(date, 'longDay');

/** The days that are not like their weekday, by year: closed, or with hours of their own. */
export function Days({ calendar, closed, special, onChange }: { calendar: Calendar | null; closed: Closed; special: Special; onChange: (closed: Closed, special: Special) => void }) {
  const [date, setDate] = useState('');
  const [name, setName] = useState('');
  const [hours, setHours] = useState('');
  const bars = parseBars(hours, 0);
  const days = [...closed.map((day) => ({ date: day.date, text: day.name || t`Closed`, tag: t`Closed` })), ...special.map((day) => ({ date: day.date, text: showBars(toBars(day.windows.map((window) => ({ weekday: 0, ...window })))) || t`Closed`, tag: t`Other hours` }))].sort((a, b) => a.date.localeCompare(b.date));
  const years = [...new Set(days.map((day) => day.date.slice(0, 4)))];
  const without = (gone: string): [Closed, Special] => [closed.filter((day) => day.date !== gone), special.filter((day) => day.date !== gone)];
  const add = (): void => {
    const [still, other] = without(date);
    if (bars?.length) onChange(still, [...other, { date, windows: toWindows(bars).map(({ start, end }) => ({ start, end })) }]);
    else onChange([...still, { date, name: name.trim() }], other);
    setDate('');
    setName('');
    setHours('');
  };
  return (
    <>
      {days.length === 0 && <p className={s.hint}><Trans>No such days yet. Add your holidays below: the proposals know the public holidays of most countries.</Trans></p>}
      {years.map((year) => (
        <details key={year} className={s.year} open={years.length < 3 || year >= String(new Date().getFullYear())}>
          <summary>
            {year} <small><Plural value={days.filter((day) => day.date.startsWith(year)).length} one="# day" other="# days" /></small>
          </summary>
          <ul>
            {days
              .filter((day) => day.date.startsWith(year))
              .map((day) => (
                <li key={day.date}>
                  <time dateTime={day.date}>{shown(day.date)}</time>
                  <span dir="auto">{day.text}</span>
                  <small>{day.tag}</small>
                  <ActionIcon aria-label={t`Remove ${shown(day.date)}`} onClick={() => onChange(...without(day.date))}>
                    <IconX size={14} />
                  </ActionIcon>
                </li>
              ))}
          </ul>
        </details>
      ))}
      <div className={s.add}>
        <TextInput type="date" label={t`Day`} value={date} onChange={(event) => setDate(event.currentTarget.value)} />
        <TextInput label={t`Name`} placeholder={t`Works outing`} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} />
        <TextInput label={t`Open all the same`} placeholder={t`closed, or 08:00–13:00`} value={hours} onChange={(event) => setHours(event.currentTarget.value)} error={bars === null ? t`As in 08:00–13:00` : undefined} />
        <Button variant="default" disabled={!date || bars === null} onClick={add}>
          <Trans>Add the day</Trans>
        </Button>
      </div>
      {calendar && <Proposals calendar={calendar} taken={days.map((day) => day.date)} onAdd={(found) => onChange([...closed, ...found], special)} />}
    </>
  );
}

function Proposals({ calendar, taken, onAdd }: { calendar: Calendar; taken: readonly string[]; onAdd: (days: Closed) => void }) {
  const [country, setCountry] = useState('DE');
  const [region, setRegion] = useState('');
  const [year, setYear] = useState<number | string>(new Date().getFullYear() + 1);
  const [off, setOff] = useState<readonly string[]>([]);
  const ask = useMutation({ mutationFn: () => proposeHolidays(calendar.id, country.trim().toUpperCase(), region.trim().toUpperCase(), Number(year)), onSuccess: () => setOff([]) });
  const found = (ask.data ?? []).filter((day) => !taken.includes(day.date));
  const ticked = found.filter((day) => !off.includes(day.date));
  return (
    <div className={s.proposals}>
      <b><Trans>Public holidays</Trans></b>
      <p className={s.hint}><Trans>They are only proposed. What you tick and save is closed; nothing closes your office by itself.</Trans></p>
      <div className={s.add}>
        <TextInput label={t`Country`} description={t`Two letters, as in DE`} value={country} onChange={(event) => setCountry(event.currentTarget.value)} maxLength={2} />
        <TextInput label={t`Region`} description={t`As in BY, or empty`} value={region} onChange={(event) => setRegion(event.currentTarget.value)} maxLength={10} />
        <NumberInput label={t`Year`} description={t`One at a time`} value={year} onChange={setYear} min={2000} max={2100} allowDecimal={false} />
        <Button variant="default" loading={ask.isPending} disabled={country.trim().length !== 2} onClick={() => ask.mutate()}>
          <Trans>Propose</Trans>
        </Button>
      </div>
      {ask.error && <p role="alert">{explain(ask.error)}</p>}
      {ask.data && found.length === 0 && <p className={s.hint}><Trans>All of them are in the list already.</Trans></p>}
      {found.length > 0 && (
        <>
          <div className={s.ticks} role="group" aria-label={t`Proposed holidays`}>
            {found.map((day) => (
              <Checkbox key={day.date} label={`${shown(day.date)}: ${day.name}`} checked={!off.includes(day.date)} onChange={(event) => setOff(event.currentTarget.checked ? off.filter((one) => one !== day.date) : [...off, day.date])} />
            ))}
          </div>
          <Button variant="default" disabled={!ticked.length} onClick={() => onAdd(ticked)}>
            <Trans>Close on <Plural value={ticked.length} one="# day" other="# days" /></Trans>
          </Button>
        </>
      )}
    </div>
  );
}
