/** Dates, times and numbers as the chosen language writes them. */
import { localeTag } from './language';
import { ownZone, wallOf } from './zone';

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();
function keep<F extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: (tag: string) => F): F {
  const tag = localeTag();
  const name = `${tag} ${key}`;
  const found = made.get(name) ?? make(tag);
  made.set(name, found);
  return found as F;
}

const SHAPES = {
  time: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'long' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  dayAndYear: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  longDay: { weekday: 'short', day: 'numeric', month: 'long' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  weekdayTime: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  dateTime: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  seconds: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  moment: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  yearMoment: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  full: { dateStyle: 'full', timeStyle: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateShape = keyof typeof SHAPES;

const parsed = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at));

/** A point in time. With ``zone``, as the clocks there say; else as those that the person here lives by. */
export const formatDate = (at: string | number, shape: DateShape, zone = ownZone()): string =>
  keep(`${shape} ${zone ?? ''}`, (tag) => new Intl.DateTimeFormat(tag, { ...SHAPES[shape], ...(zone ? { timeZone: zone } : {}) })).format(parsed(at));
/** A day without a time, as 2026-05-04. */
export const formatDay = (day: string, shape: 'day' | 'dayAndYear' | 'longDay' | 'date' = 'day'): string => formatDate(`${day}T12:00:00Z`, shape, 'UTC');

export const clockTime = (at: string | number): string => formatDate(at, 'time');
export const fullTime = (at: string | number): string => formatDate(at, 'full');
export const shortTime = (at: string | number): string => formatDate(at, 'moment');
export const dayOf = (at: string): string => formatDate(at, wallOf(new Date(at)).year === wallOf(new Date()).year ? 'day' : 'dayAndYear');

/** 12,345 or 12.345 or 12 345; with at most ``digits`` behind the point. */
export const formatNumber = (value: number, digits = 0): string => keep(`number ${digits}`, (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits })).format(value);
/** 0.42 is 42 %. */
export const formatPercent = (share: number, digits = 0): string => keep(`percent ${digits}`, (tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: digits })).format(share);
/** 5m, 2h, 3d: an amount with its unit, as short as the language has it. */
export const formatUnit = (value: number, unit: 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'byte' | 'kilobyte' | 'megabyte', display: 'narrow' | 'short' | 'long' = 'narrow', digits = 0): string =>
  keep(`${unit} ${display} ${digits}`, (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: display, maximumFractionDigits: digits })).format(value);
/** A, B and C; or A, B or C. */
export const formatList = (words: readonly string[], last: 'and' | 'or' = 'and'): string => new Intl.ListFormat(localeTag(), { type: last === 'and' ? 'conjunction' : 'disjunction' }).format(words);
