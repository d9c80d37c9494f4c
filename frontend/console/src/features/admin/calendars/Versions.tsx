import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Calendar, CalendarVersion } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { formatDate, formatList } from '../../../lib/format';
import { toast, toastError } from '../../../ui/toast';
import { nameOfDay, WEEKDAYS } from '../hours';
import { VersionList } from '../VersionList';
import s from './Calendars.module.css';
import { revertCalendar, versionsQuery } from './calls';
import { showBars, toBars } from './week';

/** All hours that the calendar ever had, and the way back. */
export function Versions({ calendar, onReverted }: { calendar: Calendar; onReverted: () => void }) {
  const client = useQueryClient();
  const { data, error } = useQuery({ ...versionsQuery(calendar.id), refetchOnMount: 'always' });
  const revert = useMutation({
    mutationFn: (number: number) => revertCalendar(calendar.id, number),
    onSuccess: async (_, number) => {
      await client.invalidateQueries({ queryKey: ['calendars'] });
      toast(t`The hours are those of version ${number} again, from now on`);
      onReverted();
    },
    onError: (problem) => toastError(problem, t`Not changed`),
  });
  if (!data) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={120} radius="md" />;
  return (
    <>
      <p className={s.hint}><Trans>Every change is kept. Going back is a change like any other: it holds from now on, and what was counted before stays as it was.</Trans></p>
      <VersionList versions={data.map((version) => ({ number: version.version, at: version.changed_at, by: null, said: hoursOf(version).map((line) => <p key={line}>{line}</p>) }))} revert={revert} />
    </>
  );
}

/** Monday to Friday 09:00–17:00, one line for days that are alike. */
function hoursOf(version: CalendarVersion): string[] {
  const bars = toBars(version.windows);
  const alike = new Map<string, number[]>();
  for (const weekday of WEEKDAYS) {
    const hours = showBars(bars.filter((bar) => bar.weekday === weekday));
    alike.set(hours, [...(alike.get(hours) ?? []), weekday]);
  }
  const days = (weekdays: readonly number[]): string => {
    const [first, last] = [nameOfDay(weekdays[0]!), nameOfDay(weekdays.at(-1)!)];
    return weekdays.length > 2 && weekdays.at(-1)! - weekdays[0]! === weekdays.length - 1 ? t`${first} to ${last}` : formatList(weekdays.map(nameOfDay));
  };
  const closed = version.closed.length;
  const special = version.special.map((day) => formatDate(day.date, 'dayAndYear'));
  return [
    ...[...alike].filter(([hours]) => hours).map(([hours, weekdays]) => t`${days(weekdays)}: ${hours}`),
    `${version.zone} · ${plural(closed, { one: '# closed day', other: '# closed days' })}`,
    ...(special.length ? [t`Other hours on ${formatList(special)}`] : []),
  ];
}
