import type { Message } from '../../api/types';

const DEEPEST = 4; // further levels stay at this one, so that words keep room on a phone

/** How far each comment is set in under the one that it answers. */
export function depths(messages: readonly Pick<Message, 'id' | 'parent_id'>[]): Map<number, number> {
  const parent = new Map(messages.map((message) => [message.id, message.parent_id]));
  const found = new Map<number, number>();
  for (const { id } of messages) {
    const seen = new Set<number>();
    let above = parent.get(id) ?? null;
    while (above !== null && parent.has(above) && !seen.has(above)) {
      seen.add(above);
      above = parent.get(above) ?? null;
    }
    found.set(id, Math.min(seen.size, DEEPEST));
  }
  return found;
}
