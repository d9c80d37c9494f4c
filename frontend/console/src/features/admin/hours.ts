import { formatDate } from '../../lib/format';
/** Reading and writing durations as people type them. */
const MONDAY = Date.UTC(2026, 0, 5);
export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const; // Monday is 0
export const nameOfDay = (weekday: number): string => formatDate(MONDAY + weekday * 86_400_000, 'weekday', 'UTC');

/** "4h 30m", "2d", "45m", "90s"; a day is 24 hours. Null: no promise. NaN: not understood. */
export function parseDuration(text: string): number | null {
  const clean = text.trim().toLowerCase();
  if (!clean) return null;
  const units: Record<string, number> = { d: 86_400, h: 3600, m: 60, s: 1 };
  let seconds = 0;
  const rest = clean.replace(/(\d+(?:\.\d+)?)\s*(d|h|m|s)(?:ays?|ours?|in(?:utes?)?|ec(?:onds?)?)?/g, (_, amount: string, unit: string) => {
    seconds += Number(amount) * units[unit]!;
    return '';
  });
  return rest.trim() || seconds <= 0 ? NaN : Math.round(seconds);
}
export function showDuration(seconds: number | null): string {
  if (seconds === null) return '';
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  return [hours ? `${hours}h` : '', minutes ? `${minutes}m` : '', rest ? `${rest}s` : ''].filter(Boolean).join(' ');
}

/** Every time zone that this browser knows, and UTC, which some leave out. */
export const zones = (): string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
