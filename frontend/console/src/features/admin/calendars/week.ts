/** A week of opening hours as bars: minutes from a day's midnight; a bar past 1440 ends on the next day. */
import { t } from '@lingui/core/macro';
import type { Calendar } from '../../../api/generated/types.gen';

export interface Bar {
  weekday: number;
  start: number;
  end: number;
}
type Windows = Calendar['windows'];
export const DAY = 1440;
export const STEP = 15;
const pad = (n: number): string => String(n).padStart(2, '0');
export const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
export const clock = (at: number): string => (at === DAY ? '24:00' : `${pad(Math.floor((at % DAY) / 60))}:${pad(at % 60)}`);

export function toBars(windows: Windows): Bar[] {
  return windows.map((window) => {
    const [start, end] = [minutes(window.start), minutes(window.end)];
    return { weekday: window.weekday, start, end: end > start ? end : end + DAY };
  });
}
export const toWindows = (bars: readonly Bar[]): Windows => [...bars].sort((a, b) => a.weekday - b.weekday || a.start - b.start).map((bar) => ({ weekday: bar.weekday, start: clock(bar.start), end: clock(bar.end) }));
export const said = (bar: Bar): string => `${clock(bar.start)}–${clock(bar.end)}${bar.end > DAY ? t` the next day` : ''}`;

/** Moved and stretched by minutes, within the day it starts on and at most a day long. */
export function shifted(bar: Bar, start: number, end: number): Bar {
  const length = Math.max(STEP, Math.min(DAY, bar.end + end - (bar.start + start)));
  const from = Math.max(0, Math.min(DAY - STEP, bar.start + start));
  return { ...bar, start: from, end: from + length };
}

/** "09:00-12:00, 22:00-06:00" as the bars of a day; empty is closed. Null: not understood. */
export function parseBars(text: string, weekday: number): Bar[] | null {
  const bars: Bar[] = [];
  for (const part of text.split(',')) {
    if (!part.trim()) continue;
    const match = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(part);
    if (!match) return null;
    const [start, end] = [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])];
    if (start >= DAY || end > DAY || start === end || Number(match[2]) > 59 || Number(match[4]) > 59) return null;
    bars.push({ weekday, start, end: end > start ? end : end + DAY });
  }
  return bars;
}
export const showBars = (bars: readonly Bar[]): string => bars.map((bar) => `${clock(bar.start)}–${clock(bar.end)}`).join(', ');
/** Counted hours of a week, without its overlaps. */
export function weekly(bars: readonly Bar[]): number {
  const spans = bars.map((bar) => [bar.weekday * DAY + bar.start, bar.weekday * DAY + bar.end] as const).sort((a, b) => a[0] - b[0]);
  let [total, until] = [0, 0];
  for (const [start, end] of spans) {
    total += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return total / 60;
}
