/** What hangs on one ticket: labels, fields, links, reminders. Asked for only by parts that are loaded when they are needed. */
import { queryOptions } from '@tanstack/react-query';

import * as sdk from './generated/sdk.gen';
import type * as G from './generated/types.gen';
import { answer, strict } from './http';

export type { CustomField, Label, LinkKind, MergePreview, Reminder, TicketLink } from './generated/types.gen';

const ticket = (ticket_id: number) => ({ ...strict, path: { ticket_id } });
export const labelsQuery = queryOptions({ queryKey: ['labels'], queryFn: async () => (await answer(sdk.labelsList(strict))).results, staleTime: 60_000 });
export const fieldsQuery = queryOptions({ queryKey: ['custom-fields', 'ticket'], queryFn: async () => (await answer(sdk.customFieldsList({ ...strict, query: { target: 'ticket' } }))).results, staleTime: 60_000 });

/** A link made elsewhere is a new version of the ticket. */
export const linksQuery = (id: number, version: number) => queryOptions({ queryKey: ['links', id, version] as const, queryFn: () => answer(sdk.ticketsLinks(ticket(id))), placeholderData: (old) => old, gcTime: 0 });
export const linkTicket = (id: number, body: G.NewLinkRequest) => answer(sdk.ticketsLink({ ...ticket(id), body }));
export const unlinkTicket = (ticket_id: number, link_id: number) => answer(sdk.ticketsUnlink({ ...strict, path: { ticket_id, link_id } }));
export const followUp = (id: number) => answer(sdk.ticketsFollowUp({ ...ticket(id), body: {} }));

export const reminderQuery = (id: number) => queryOptions({ queryKey: ['reminders', id] as const, queryFn: async () => (await answer(sdk.ticketsReminders(ticket(id)))).results[0] ?? null });
export const remind = (id: number, body: G.NewReminderRequest) => answer(sdk.ticketsRemind({ ...ticket(id), body }));
export const forgetReminder = (id: number) => answer(sdk.ticketsForgetReminder(ticket(id)));

export const previewMerge = (id: number, into_id: number) => answer(sdk.ticketsMergePreview({ ...ticket(id), body: { into_id } }));

export const followersQuery = (id: number) => queryOptions({ queryKey: ['followers', id] as const, queryFn: async () => (await answer(sdk.ticketsFollowers(ticket(id)))).results });
export const follow = async (id: number) => (await answer(sdk.ticketsFollow({ ...ticket(id), body: {} }))).results;
export const unfollow = async (id: number) => (await answer(sdk.ticketsUnfollow(ticket(id)))).results;
