import { InfiniteQueryObserver, type QueryClient } from '@tanstack/react-query';

import { messagesQuery } from '../../../api/queries';
import s from './TicketList.module.css';

const PATIENCE_MS = 8000; // after the last page is there
const MOST_PAGES = 60;

/** Shows the message that a search found, as soon as the thread has drawn it; earlier pages are loaded until it is among them. Returns how to give up. */
export function jump(client: QueryClient, ticketId: number, messageId: number): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    over = true;
    clearTimeout(timer);
    watcher.disconnect();
  };
  const look = (): boolean => {
    const message = document.querySelector<HTMLElement>(`[data-message="${messageId}"]`);
    if (!message) return false;
    message.scrollIntoView({ block: 'center' });
    message.classList.add(s.hit!);
    stop();
    return true;
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document.getElementById('main') ?? document.body, { childList: true, subtree: true });
  if (!look())
    void load(client, ticketId, messageId, () => over).then(() => {
      if (!over) timer = setTimeout(stop, PATIENCE_MS);
    });
  return stop;
}

async function load(client: QueryClient, ticketId: number, messageId: number, over: () => boolean): Promise<void> {
  const query = messagesQuery(ticketId);
  const pages = new InfiniteQueryObserver(client, query);
  let found = await client.ensureInfiniteQueryData(query).catch(() => null);
  for (let n = 0; found && n < MOST_PAGES && !over(); n++) {
    if (found.pages.at(-1)?.next === null || found.pages.some((page) => page.results.some((message) => message.id === messageId))) return;
    const next = await pages.fetchNextPage();
    found = next.isSuccess ? (next.data as typeof found) : null;
  }
}
