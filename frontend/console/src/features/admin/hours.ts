/** Reading and writing hours and durations as people type them. */
import type { Calendar, CalendarChangesRequest } from '../../api/generated/types.gen';

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
type Windows = NonNullable<CalendarChangesRequest['windows']>;

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

/** "09:00-12:00, 13:00-18:00" for each weekday; empty is closed. Null: not understood. */
export function parseDay(text: string, weekday: number): Windows | null {
  if (!text.trim()) return [];
  const windows: Windows = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(part);
    if (!match) return null;
    const [start, end] = [`${match[1]!.padStart(2, '0')}:${match[2]}`, `${match[3]!.padStart(2, '0')}:${match[4]}`];
    if (start >= end || end > '24:00') return null;
    windows.push({ weekday, start, end });
  }
  return windows;
}
export const showDay = (windows: Calendar['windows'], weekday: number): string =>
  windows
    .filter((window) => window.weekday === weekday)
    .map((window) => `${window.start}–${window.end}`)
    .join(', ');

/** One line a day: "2026-12-25 Christmas". Null: not understood. */
export function parseClosed(text: string): NonNullable<CalendarChangesRequest['closed']> | null {
  const days = [];
  for (const line of text.split('\n')) {
    if (!line.trim()) continue;
    const match = /^\s*(\d{4}-\d{2}-\d{2})\s*(.*?)\s*$/.exec(line);
    if (!match || Number.isNaN(Date.parse(match[1]!))) return null;
    days.push({ date: match[1]!, name: match[2]! });
  }
  return days;
}
