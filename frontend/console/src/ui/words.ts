import type { Availability, Priority, Role, TicketStatus } from '../api/types';

export const STATUS: Record<TicketStatus, string> = {
  open: 'Open',
  waiting_customer: 'Waiting for customer',
  on_hold: 'On hold',
  solved: 'Solved',
  closed: 'Closed',
  spam: 'Spam',
};
export const PRIORITY: Record<Priority, string> = { urgent: 'Urgent', high: 'High', normal: 'Normal', low: 'Low' };
export const ROLE: Record<Role, string> = { agent: 'Agent', supervisor: 'Supervisor', admin: 'Admin' };
export const AVAILABILITY: Record<Availability, string> = { online: 'Online', away: 'Away', offline: 'Offline' };

export const plural = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
