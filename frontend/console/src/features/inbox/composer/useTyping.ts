import { useRef } from 'react';

import { sendLive } from '../../../live/session';

const EVERY_MS = 3000;

/** Tells colleagues, and a customer in a chat, that something is being written: now and then, not with every letter. */
export function useTyping(ticketId: number): (kind: 'reply' | 'note') => void {
  const at = useRef(0);
  return (kind) => {
    const now = Date.now();
    if (now - at.current < EVERY_MS) return;
    at.current = now;
    sendLive({ type: 'typing', ticket_id: ticketId, kind });
  };
}
