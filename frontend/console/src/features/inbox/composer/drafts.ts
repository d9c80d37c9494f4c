/** Drafts live on the server and follow the agent to any machine. What was typed last is kept here until it is there. */
import { deleteDraft, putDraft } from '../../../api/calls';
import type { Attachment, Message, Recipients } from '../../../api/types';

export interface LocalDraft {
  kind: 'reply' | 'note';
  body: string;
  /** Null: as the ticket suggests. */
  recipients: Recipients | null;
  attachments: Attachment[];
}
const SAVE_MS = 700;
const EMPTY: Recipients = { to: [], cc: [], bcc: [] };
const local = new Map<number, LocalDraft>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();
// One request at a time for each ticket, so that an older draft can never overtake a newer one.
const queue = new Map<number, Promise<unknown>>();
const onServer = new Set<number>();
const restorers = new Map<number, (draft: LocalDraft) => void>();

const isEmpty = (draft: LocalDraft): boolean => !draft.body && !draft.attachments.length;
function enqueue(ticketId: number, work: () => Promise<unknown>): void {
  const next = (queue.get(ticketId) ?? Promise.resolve()).then(work, work).catch(() => undefined);
  queue.set(ticketId, next);
}
function save(ticketId: number): void {
  timers.delete(ticketId);
  const draft = local.get(ticketId);
  if (!draft) return;
  enqueue(ticketId, async () => {
    if (isEmpty(draft)) {
      if (onServer.delete(ticketId)) await deleteDraft(ticketId);
    } else {
      onServer.add(ticketId);
      await putDraft(ticketId, { kind: draft.kind, body: draft.body, recipients: draft.recipients ?? EMPTY, attachment_ids: draft.attachments.map((file) => file.id) });
    }
    if (local.get(ticketId) === draft) local.delete(ticketId);
  });
}

export const drafts = {
  get: (ticketId: number): LocalDraft | undefined => local.get(ticketId),
  /** The server has one: emptying it here must empty it there. */
  known: (ticketId: number): void => void onServer.add(ticketId),
  write(ticketId: number, draft: LocalDraft): void {
    local.set(ticketId, draft);
    clearTimeout(timers.get(ticketId));
    timers.set(
      ticketId,
      setTimeout(() => save(ticketId), SAVE_MS),
    );
  },
  flush(ticketId: number): void {
    if (!timers.has(ticketId)) return;
    clearTimeout(timers.get(ticketId));
    save(ticketId);
  },
  /** It was sent. */
  clear(ticketId: number): void {
    clearTimeout(timers.get(ticketId));
    timers.delete(ticketId);
    local.delete(ticketId);
    onServer.delete(ticketId);
    enqueue(ticketId, () => deleteDraft(ticketId));
  },
  /** Puts a reply that was taken back into the composer, unless something else was begun there. */
  restore(message: Message): void {
    const draft: LocalDraft = { kind: 'reply', body: message.body_html, recipients: message.recipients, attachments: message.attachments };
    if (local.has(message.ticket_id)) return;
    drafts.write(message.ticket_id, draft);
    restorers.get(message.ticket_id)?.(draft);
  },
  onRestore(ticketId: number, show: (draft: LocalDraft) => void): () => void {
    restorers.set(ticketId, show);
    return () => void restorers.delete(ticketId);
  },
};

window.addEventListener('pagehide', () => {
  for (const ticketId of timers.keys()) drafts.flush(ticketId);
});
