/** Files on their way. They go on when the ticket is left, and are then put into its draft; what is refused stays in sight with its reason. */
import { explain } from '../../../api/http';
import type { Attachment } from '../../../api/types';
import { upload } from '../../../api/upload';
import { drafts, type LocalDraft } from './drafts';
import { type FileRules, refusal } from './fileRules';

export interface Pending {
  key: number;
  file: File;
  /** What it was meant for when it was added. */
  kind: LocalDraft['kind'];
  problem: string | null;
  /** It was not even tried: trying again changes nothing. */
  refused: boolean;
  share: number;
}
const NONE: readonly Pending[] = [];
const pending = new Map<number, readonly Pending[]>();
const stops = new Map<number, () => void>();
/** The composer that is open on a ticket, which takes what has arrived. */
const takers = new Map<number, (file: Attachment) => void>();
const subscribers = new Set<() => void>();
let keys = 0;

function set(ticketId: number, list: readonly Pending[]): void {
  if (list.length) pending.set(ticketId, list);
  else pending.delete(ticketId);
  for (const wake of subscribers) wake();
}
const of = (ticketId: number): readonly Pending[] => pending.get(ticketId) ?? NONE;
const change = (ticketId: number, key: number, changes: Partial<Pending>): void => set(ticketId, of(ticketId).map((item) => (item.key === key ? { ...item, ...changes } : item)));
const without = (ticketId: number, key: number): void => set(ticketId, of(ticketId).filter((item) => item.key !== key));

function send(ticketId: number, item: Pending): void {
  const { done, stop } = upload(ticketId, item.file, (share) => change(ticketId, item.key, { share }));
  stops.set(item.key, stop);
  done
    .then(async (file) => {
      const taken = (): boolean => {
        const take = takers.get(ticketId);
        take?.(file);
        return take !== undefined;
      };
      if (!taken()) await drafts.attach(ticketId, file, item.kind, taken);
      without(ticketId, item.key);
    })
    .catch((error: unknown) => change(ticketId, item.key, { problem: explain(error) }))
    .finally(() => stops.delete(item.key));
}

export const uploads = {
  of,
  subscribe: (wake: () => void): (() => void) => (subscribers.add(wake), () => void subscribers.delete(wake)),
  add(ticketId: number, kind: LocalDraft['kind'], files: readonly File[], there: readonly Attachment[], rules: FileRules): void {
    const known = [...there, ...of(ticketId).filter((item) => item.problem === null).map((item) => item.file)] as { size: number }[];
    const items = files.map((file): Pending => {
      const problem = refusal(file, known, rules);
      if (problem === null) known.push(file);
      return { key: keys++, file, kind, problem, refused: problem !== null, share: 0 };
    });
    set(ticketId, [...of(ticketId), ...items]);
    for (const item of items) if (item.problem === null) send(ticketId, item);
  },
  retry(ticketId: number, key: number): void {
    const item = of(ticketId).find((one) => one.key === key);
    if (!item) return;
    change(ticketId, key, { problem: null, share: 0 });
    send(ticketId, item);
  },
  drop(ticketId: number, key: number): void {
    without(ticketId, key);
    stops.get(key)?.();
  },
  taking(ticketId: number, take: (file: Attachment) => void): () => void {
    takers.set(ticketId, take);
    return () => void (takers.get(ticketId) === take && takers.delete(ticketId));
  },
};

// The browser asks before it throws them away.
window.addEventListener('beforeunload', (event) => {
  if (stops.size) event.preventDefault();
});
