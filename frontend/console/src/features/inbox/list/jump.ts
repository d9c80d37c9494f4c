import s from './TicketList.module.css';

const PATIENCE_MS = 8000;

/** Shows the message that a search found, as soon as the thread has drawn it. Returns how to give up. */
export function jump(messageId: number): () => void {
  const look = (): boolean => {
    const message = document.querySelector<HTMLElement>(`[data-message="${messageId}"]`);
    if (!message) return false;
    message.scrollIntoView({ block: 'center' });
    message.classList.add(s.hit!);
    stop();
    return true;
  };
  const watcher = new MutationObserver(look);
  const timer = setTimeout(() => watcher.disconnect(), PATIENCE_MS);
  const stop = (): void => {
    clearTimeout(timer);
    watcher.disconnect();
  };
  if (!look()) watcher.observe(document.getElementById('main') ?? document.body, { childList: true, subtree: true });
  return stop;
}
