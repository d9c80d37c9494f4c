/** What is known of a customer beside their tickets, and the windows into other systems. Asked for only by parts that are loaded when they are needed. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import * as sdk from './generated/sdk.gen';
import type * as G from './generated/types.gen';
import { answer, strict } from './http';

export type { Consents, ContactRow, Identity, MergeField, Panel, PanelView, PersonMergePreview, Purpose, Suggestion, Way } from './generated/types.gen';
export type ContactChanges = G.ContactChangesRequest;
export type PeopleFilter = Omit<NonNullable<G.ContactsListData['query']>, 'cursor' | 'limit'>;

const one = (contact_id: number) => ({ ...strict, path: { contact_id } });
const key = <K extends string>(name: K, id: number) => ['contact', id, name] as const;

export const contactFieldsQuery = queryOptions({ queryKey: ['custom-fields', 'contact'], queryFn: async () => (await answer(sdk.customFieldsList({ ...strict, query: { target: 'contact' } }))).results, staleTime: 60_000 });
export const peopleQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: ['people', filter] as const,
    queryFn: ({ pageParam }) => answer(sdk.contactsList({ ...strict, query: { ...filter, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page: G.ContactPage) => page.next,
    staleTime: 5000,
  });
export const historyQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: key('history', id),
    queryFn: ({ pageParam }) => answer(sdk.contactsHistory({ ...one(id), query: { limit: 10, ...(pageParam === null ? {} : { cursor: pageParam }) } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page: G.History) => page.next,
    staleTime: 15_000,
  });
// A change of the person is a new version of them, and asks these again.
export const reachQuery = (id: number, version: number) => queryOptions({ queryKey: [...key('reach', id), version] as const, queryFn: async () => (await answer(sdk.contactsReach(one(id)))).results, placeholderData: (old) => old, staleTime: 30_000, gcTime: 60_000 });
export const consentQuery = (id: number, version: number) => queryOptions({ queryKey: [...key('consent', id), version] as const, queryFn: () => answer(sdk.contactsConsent(one(id))), placeholderData: (old) => old, gcTime: 60_000 });
export const suggestionsQuery = (id: number, version: number) => queryOptions({ queryKey: [...key('suggestions', id), version] as const, queryFn: async () => (await answer(sdk.contactsSuggestions(one(id)))).results, placeholderData: (old) => old, staleTime: 60_000, gcTime: 60_000 });
export const mergedQuery = (id: number, version: number) => queryOptions({ queryKey: [...key('merged', id), version] as const, queryFn: async () => (await answer(sdk.contactsMerged(one(id)))).results, placeholderData: (old) => old, gcTime: 60_000 });
export const mergePreviewQuery = (id: number, source_id: number) => queryOptions({ queryKey: [...key('merge', id), source_id] as const, queryFn: () => answer(sdk.contactsMergePreview({ ...strict, path: { contact_id: id, source_id } })), staleTime: 0, gcTime: 0 });

export const createContact = (body: G.NewContactRequest) => answer(sdk.contactsCreate({ ...strict, body }));
export const addHandle = (id: number, body: G.NewHandleRequest) => answer(sdk.contactsAddIdentity({ ...one(id), body }));
const handle = (contact_id: number, identity_id: number) => ({ ...strict, path: { contact_id, identity_id } });
export const changeHandle = (id: number, identity: number, body: G.HandleChangesRequest) => answer(sdk.contactsChangeIdentity({ ...handle(id, identity), body }));
export const removeHandle = (id: number, identity: number) => answer(sdk.contactsRemoveIdentity(handle(id, identity)));
export const sayConsent = (id: number, body: G.WordRequest) => answer(sdk.contactsConsentSay({ ...one(id), body }));
export const mergeContact = (id: number, body: G.NewMergeRequest) => answer(sdk.contactsMerge({ ...one(id), body }));
export const unmergeContact = (id: number, source_id: number) => answer(sdk.contactsUnmerge({ ...one(id), body: { source_id } }));
export const keepApart = (id: number, other_id: number) => answer(sdk.contactsKeepApart({ ...one(id), body: { other_id } }));
export const mayBeOne = (contact_id: number, other_id: number) => answer(sdk.contactsMayBeOne({ ...strict, path: { contact_id, other_id } }));
export const writeFirst = (id: number, body: G.NewConversationRequest, idempotency: string) => answer(sdk.contactsWriteFirst({ ...one(id), body, headers: { 'Idempotency-Key': idempotency } }));
export const erasePreviewQuery = (id: number) => queryOptions({ queryKey: key('erase', id), queryFn: () => answer(sdk.contactsErasePreview(one(id))), staleTime: 0, gcTime: 0 });
export const eraseContact = (id: number, body: G.SureRequest) => answer(sdk.contactsErase({ ...one(id), body }));
export const exportHref = (id: number, kind: 'html' | 'json'): string => `/api/v1/contacts/${id}/export?kind=${kind}`;

/** Beside a ticket, or beside a customer alone. */
export interface Beside {
  contactId: number;
  ticketId?: number | undefined;
}
export const besideQuery = ({ contactId, ticketId }: Beside) =>
  queryOptions({
    queryKey: ['panels', contactId, ticketId ?? null] as const,
    queryFn: async () => (await (ticketId === undefined ? answer(sdk.contactsPanels(one(contactId))) : answer(sdk.ticketsPanels({ ...strict, path: { ticket_id: ticketId } })))).results,
    staleTime: 60_000,
  });
export const panelContext = ({ contactId, ticketId }: Beside, panel_id: number) =>
  ticketId === undefined ? answer(sdk.contactsPanelContext({ ...strict, path: { contact_id: contactId, panel_id } })) : answer(sdk.ticketsPanelContext({ ...strict, path: { ticket_id: ticketId, panel_id } }));
