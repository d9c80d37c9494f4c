/** Drafts live on the server and follow the agent to any machine. What was typed last is kept here until it is there. */
import { deleteDraft, getDraft, putDraft } from '../../../api/calls';
import { ApiError } from '../../../api/http';
import type { Attachment, Draft, Recipients } from '../../../api/types';

export interface LocalDraft {
  kind: 'reply' | 'note';
  body: string;
  /** Null: as the ticket suggests. */
  recipients: Recipients | null;
  attachments: Attachment[];
}
export interface Watcher {
  /** Something of the server's is to stand in the composer. */
  show: (draft: LocalDraft) => void;
  /** Another machine wrote since this one read; null: that is settled. */
  conflict: (other: Draft | null) => void;
}
const SAVE_MS = 700;
const EMPTY: Recipients = { to: [], cc: [], bcc: [] };
/** No draft was there: a time at which none was ever written. */
const NONE = '1970-01-01T00:00:00Z';
const local = new Map<number, LocalDraft>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();
// One request at a time for each ticket, so that an older draft can never overtake a newer one.
const queue = new Map<number, Promise<unknown>>();
/** When the draft was written that this machine has seen last. */
const seen = new Map<number, string>();
const watchers = new Map<number, Watcher>();

const isEmpty = (draft: LocalDraft): boolean => !draft.body && !draft.attachments.length;
function enqueue<T>(ticketId: number, work: () => Promise<T>): Promise<T> {
  const next = (queue.get(ticketId) ?? Promise.resolve()).then(work, work);
  queue.set(
    ticketId,
    next.catch(() => undefined),
  );
  return next;
}
const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);

function save(ticketId: number): void {
  timers.delete(ticketId);
  quietly(
    enqueue(ticketId, async () => {
      const draft = local.get(ticketId);
      if (!draft) return;
      if (isEmpty(draft)) {
        if (seen.get(ticketId) !== NONE) await deleteDraft(ticketId);
        seen.set(ticketId, NONE);
      } else {
        try {
          const kept = await putDraft(ticketId, {
            kind: draft.kind,
            body: draft.body,
            recipients: draft.recipients ?? EMPTY,
            attachment_ids: draft.attachments.map((file) => file.id),
            over: seen.get(ticketId) ?? null,
          });
          seen.set(ticketId, kept.updated_at ?? NONE);
        } catch (error) {
          if (error instanceof ApiError && error.code === 'draft_changed') watchers.get(ticketId)?.conflict(error.data.draft as Draft);
          throw error;
        }
      }
      if (local.get(ticketId) === draft) local.delete(ticketId);
    }),
  );
}
const stop = (ticketId: number): void => {
  clearTimeout(timers.get(ticketId));
  timers.delete(ticketId);
};
const somebody = (to: Recipients): boolean => to.to.length + to.cc.length + to.bcc.length > 0;
const asLocal = (draft: Draft): LocalDraft => ({ kind: draft.kind, body: draft.body, attachments: draft.attachments, recipients: somebody(draft.recipients) ? draft.recipients : null });

export const drafts = {
  get: (ticketId: number): LocalDraft | undefined => local.get(ticketId),
  /** What the server has; null: nothing. Whatever is typed meanwhile is kept after this. */
  load: (ticketId: number): Promise<Draft | null> =>
    enqueue(ticketId, async () => {
      const draft = await getDraft(ticketId);
      const mine = local.get(ticketId);
      // What is being typed here already must not replace it unseen.
      if (!mine || mine.body === draft.body) seen.set(ticketId, draft.updated_at ?? NONE);
      else if (!seen.has(ticketId)) seen.set(ticketId, NONE);
      return draft.updated_at === null ? null : draft;
    }),
  asLocal,
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
    stop(ticketId);
    save(ticketId);
  },
  /** A file that arrived while nobody wrote on the ticket here, unless ``taken`` says that somebody does again. */
  async attach(ticketId: number, file: Attachment, kind: LocalDraft['kind'], taken: () => boolean): Promise<void> {
    const kept = local.has(ticketId) ? null : await drafts.load(ticketId);
    if (taken()) return;
    const draft = local.get(ticketId) ?? (kept ? asLocal(kept) : { kind, body: '', recipients: null, attachments: [] });
    drafts.write(ticketId, { ...draft, attachments: [...draft.attachments, file] });
    drafts.flush(ticketId);
  },
  /** It was sent. */
  clear(ticketId: number): void {
    stop(ticketId);
    local.delete(ticketId);
    seen.set(ticketId, NONE);
    quietly(enqueue(ticketId, () => deleteDraft(ticketId)));
  },
  /** Does something that makes the server change the draft (a reply is taken back), and shows what became of it. */
  async around<T>(ticketId: number, work: () => Promise<T>): Promise<T> {
    drafts.flush(ticketId);
    await queue.get(ticketId);
    const result = await work();
    seen.delete(ticketId);
    const draft = await drafts.load(ticketId);
    if (draft) {
      stop(ticketId);
      local.delete(ticketId);
      watchers.get(ticketId)?.show(asLocal(draft));
    }
    return result;
  },
  /** Mine stays, and replaces what the other machine wrote. */
  keepMine(ticketId: number, other: Draft): void {
    seen.set(ticketId, other.updated_at ?? NONE);
    watchers.get(ticketId)?.conflict(null);
    save(ticketId);
  },
  /** What the other machine wrote is shown, and mine is forgotten. */
  takeTheirs(ticketId: number, other: Draft): void {
    stop(ticketId);
    local.delete(ticketId);
    seen.set(ticketId, other.updated_at ?? NONE);
    const watcher = watchers.get(ticketId);
    watcher?.conflict(null);
    watcher?.show(asLocal(other));
  },
  watch(ticketId: number, watcher: Watcher): () => void {
    watchers.set(ticketId, watcher);
    return () => void watchers.delete(ticketId);
  },
};

window.addEventListener('pagehide', () => {
  for (const ticketId of timers.keys()) drafts.flush(ticketId);
});
