/** One function per route of the API that the console uses. */
import * as sdk from './generated/sdk.gen';
import type * as G from './generated/types.gen';
import { answer, strict } from './http';

export type ListFilter = Omit<NonNullable<G.TicketsListData['query']>, 'cursor' | 'limit'>;
export type TicketChanges = G.TicketChangesRequest;
export type NewReply = G.NewReplyRequest;

const ticket = (ticket_id: number) => ({ ...strict, path: { ticket_id } });
const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });
const paged = (cursor: string | null, limit: number) => ({ ...(cursor === null ? {} : { cursor }), limit });

export const getMe = () => answer(sdk.meRead(strict));
export const patchMe = (body: G.MyChangesRequest) => answer(sdk.meUpdate({ ...strict, body }));

export const listTickets = (filter: ListFilter, cursor: string | null, signal?: AbortSignal) =>
  answer(sdk.ticketsList({ ...strict, query: { ...filter, ...paged(cursor, 50) }, ...(signal ? { signal } : {}) }));
export const getCounts = () => answer(sdk.ticketsCounts(strict));
export const getTicket = (id: number) => answer(sdk.ticketsRead(ticket(id)));
export const patchTicket = (id: number, body: TicketChanges) => answer(sdk.ticketsUpdate({ ...ticket(id), body }));
export const mergeTicket = (id: number, into_id: number) => answer(sdk.ticketsMerge({ ...ticket(id), body: { into_id } }));
export const markRead = (id: number, message_id: number) => answer(sdk.ticketsMarkRead({ ...ticket(id), body: { message_id } }));

export const listMessages = (id: number, cursor: string | null) => answer(sdk.ticketsMessages({ ...ticket(id), query: paged(cursor, 30) }));
export const listTimeline = (id: number, cursor: string | null) => answer(sdk.ticketsTimeline({ ...ticket(id), query: paged(cursor, 100) }));
export const getReplyOptions = (id: number) => answer(sdk.ticketsReplyOptions(ticket(id)));
export const getAnswerOptions = (id: number) => answer(sdk.ticketsOptions(ticket(id)));
const message = (id: number) => ({ path: { message_id: id } });
export const listActions = (id: number) => answer(sdk.messagesActions(message(id)));
export const actOn = (id: number, body: G.NewActionRequest, key: string) => answer(sdk.messagesAct({ ...message(id), ...keyed(key), body }));
export const sendReply = (id: number, body: NewReply, key: string) => answer(sdk.ticketsReply({ ...ticket(id), ...keyed(key), body }));
export const addNote = (id: number, body: G.NewNoteRequest, key: string) => answer(sdk.ticketsNote({ ...ticket(id), ...keyed(key), body }));

export const scheduleReply = (id: number, body: G.NewScheduledRequest, key: string) => answer(sdk.ticketsSchedule({ ...ticket(id), ...keyed(key), body }));
export const listScheduled = (id: number) => answer(sdk.ticketsScheduled(ticket(id)));
const scheduled = (ticket_id: number, scheduled_id: number) => ({ ...strict, path: { ticket_id, scheduled_id } });
export const changeScheduled = (id: number, which: number, body: G.ScheduledChangesRequest) => answer(sdk.ticketsReschedule({ ...scheduled(id, which), body }));
export const cancelScheduled = (id: number, which: number) => answer(sdk.ticketsUnschedule(scheduled(id, which)));
export const sendScheduled = (id: number, which: number) => answer(sdk.ticketsSendScheduled(scheduled(id, which)));

export const askPreview = (message_id: number, url: string) => answer(sdk.messagesPreview({ ...strict, path: { message_id }, body: { url } }));
export const getPreview = (message_id: number, preview_id: number) => answer(sdk.messagesPreviewRead({ ...strict, path: { message_id, preview_id } }));

export const getDraft = (id: number) => answer(sdk.ticketsDraft(ticket(id)));
export const putDraft = (id: number, body: G.DraftInRequest) => answer(sdk.ticketsDraftKeep({ ...ticket(id), body, keepalive: JSON.stringify(body).length < 60_000 }));
export const deleteDraft = (id: number) => answer(sdk.ticketsDraftDiscard({ ...ticket(id), keepalive: true }));

export type PostFilter = Omit<NonNullable<G.PostsListData['query']>, 'cursor' | 'limit'>;
const post = (post_id: number) => ({ ...strict, path: { post_id } });
export const listPosts = (filter: PostFilter, cursor: string | null) => answer(sdk.postsList({ ...strict, query: { ...filter, ...paged(cursor, 30) } }));
export const getPost = (id: number) => answer(sdk.postsRead(post(id)));
export const listComments = (id: number, unanswered: boolean, cursor: string | null) => answer(sdk.postsComments({ ...post(id), query: { ...(unanswered ? { unanswered } : {}), ...paged(cursor, 20) } }));
export const listRevisions = (message_id: number) => answer(sdk.messagesRevisions({ ...strict, path: { message_id } }));

const delivery = (delivery_id: number) => ({ ...strict, path: { delivery_id } });
export const undoDelivery = (id: number) => answer(sdk.deliveriesUndo(delivery(id)));
export const retryDelivery = (id: number) => answer(sdk.deliveriesRetry(delivery(id)));
export const decideDelivery = (id: number, outcome: 'sent' | 'resend') => answer(sdk.deliveriesDecide({ ...delivery(id), body: { outcome } }));

export const getContact = (contact_id: number) => answer(sdk.contactsRead({ ...strict, path: { contact_id } }));
export const patchContact = (contact_id: number, body: G.ContactChangesRequest) => answer(sdk.contactsUpdate({ ...strict, path: { contact_id }, body }));
export const listUsers = () => answer(sdk.usersList(strict));
export const listTeams = () => answer(sdk.teamsList(strict));
export const listViews = () => answer(sdk.viewsList(strict));
export const listChannels = () => answer(sdk.channelsList(strict));
export const getHours = (version_id: number) => answer(sdk.calendarsHours({ ...strict, path: { version_id } }));
export const getWall = (query: { team?: number; channel?: number }) => answer(sdk.wallRead({ ...strict, query }));
