import { t } from '@lingui/core/macro';

/** When a snoozed ticket may come back, in the agent's own time. */
export interface Choice {
  label: string;
  at: Date;
}
const at = (from: Date, days: number, hour: number): Date => new Date(from.getFullYear(), from.getMonth(), from.getDate() + days, hour, 0, 0, 0);

export function snoozeChoices(now: Date): Choice[] {
  const later = new Date(now.getTime() + 3 * 3600_000);
  later.setMinutes(0, 0, 0);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    ...(later.getDate() === now.getDate() ? [{ label: t`Later today`, at: later }] : []),
    { label: t`Tomorrow morning`, at: at(now, 1, 9) },
    ...(toMonday > 1 ? [{ label: t`Monday morning`, at: at(now, toMonday, 9) }] : []),
    { label: t`In a week`, at: at(now, 7, 9) },
  ];
}

/** For <input type="datetime-local">, which knows no time zone. */
export function localInput(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
