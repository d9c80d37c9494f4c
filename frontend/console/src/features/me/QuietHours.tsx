import { Button, Chip, Switch, TextInput } from '@mantine/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { formatDay } from '../../lib/format';
import { useMe } from '../../ui/names';
import s from './Me.module.css';
import { Group } from './Part';
import { useSave } from './useSave';

const MONDAY = 5; // 5 January 2026 was one
const dayName = (day: number): string => formatDay(`2026-01-${String(MONDAY + day).padStart(2, '0')}`, 'day').split(/[\s,]/)[0]!;

export function QuietHours() {
  const { t } = useLingui();
  const me = useMe();
  const save = useSave(t`Your quiet hours are saved`);
  const [from, setFrom] = useState(me.quiet?.from ?? '20:00');
  const [to, setTo] = useState(me.quiet?.to ?? '07:00');
  const [days, setDays] = useState<number[]>(me.quiet?.days ?? [0, 1, 2, 3, 4, 5, 6]);
  const on = me.quiet !== null;
  const next = { from, to, days: [...days].sort() };
  const changed = JSON.stringify(next) !== JSON.stringify({ from: me.quiet?.from, to: me.quiet?.to, days: me.quiet?.days });
  return (
    <Group title={t`Quiet hours`} about={t`No desktop notification and no sound, and mail waits for the end. It all stands under the bell. Mentions and calls get through.`}>
      <Switch label={t`I have quiet hours`} checked={on} onChange={(event) => save.mutate({ quiet: event.currentTarget.checked ? next : {} })} />
      {on && (
        <form
          className={s.quiet}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate({ quiet: next });
          }}
        >
          <div className={s.times}>
            <TextInput type="time" label={t`From`} value={from} onChange={(event) => setFrom(event.currentTarget.value)} required withAsterisk={false} />
            <TextInput type="time" label={t`To`} value={to} onChange={(event) => setTo(event.currentTarget.value)} required withAsterisk={false} />
          </div>
          <fieldset className={s.days}>
            <legend>
              <Trans>They begin on</Trans>
            </legend>
            {[0, 1, 2, 3, 4, 5, 6].map((day) => (
              <Chip key={day} size="xs" variant="light" checked={days.includes(day)} onChange={(checked) => setDays(checked ? [...days, day] : days.filter((other) => other !== day))}>
                {dayName(day)}
              </Chip>
            ))}
          </fieldset>
          <Button type="submit" disabled={!changed || days.length === 0} loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </form>
      )}
    </Group>
  );
}
