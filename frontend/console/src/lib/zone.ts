/** The time zone a person lives by: what they chose in their profile, else their organisation's, else this computer's. */
let own: string | undefined;

export const ownZone = (): string | undefined => own;
export const computerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
/** A name that this browser does not know leaves the computer's. */
export function setZone(...wanted: string[]): void {
  own = wanted.find((zone) => {
    try {
      return zone && Intl.DateTimeFormat('en', { timeZone: zone });
    } catch {
      return false;
    }
  });
}

/** What clock and calendar on the wall say there; months count from 1. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}
const NAMES = ['year', 'month', 'day', 'hour', 'minute'] as const;

const clocks = new Map<string | undefined, Intl.DateTimeFormat>();

export function wallOf(at: Date, zone: string | undefined = own): Wall {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' });
  clocks.set(zone, clock);
  const parts = clock.formatToParts(at);
  return Object.fromEntries(NAMES.map((name) => [name, Number(parts.find((part) => part.type === name)?.value)])) as unknown as Wall;
}
const asUtc = ({ year, month, day, hour, minute }: Wall): number => Date.UTC(year, month - 1, day, hour, minute);
/** How far the clocks there are ahead of UTC, in minutes. */
export const offsetOf = (at: Date, zone: string | undefined = own): number => (asUtc(wallOf(at, zone)) - Math.floor(at.getTime() / 60_000) * 60_000) / 60_000;

/** When the clocks there say this; a day too many is the next month's. An hour that summer time leaves out is the one after it. */
export function instantOf(wall: Wall, zone: string | undefined = own): Date {
  const said = asUtc(wall);
  const first = new Date(said - offsetOf(new Date(said), zone) * 60_000);
  const at = new Date(said - offsetOf(first, zone) * 60_000);
  return asUtc(wallOf(at, zone)) === said ? at : first > at ? first : at;
}
