import { cleanNotifications, cleanNotificationsQueue, hideNotification, showNotification } from '@mantine/notifications';

import { explain } from '../api/http';
import s from './toast.module.css';

let count = 0;

/** One quiet toast at a time, with an optional Undo. */
export function toast(message: string, options: { undo?: () => void; seconds?: number } = {}): void {
  const id = `toast-${(count += 1)}`;
  const { undo } = options;
  cleanNotificationsQueue();
  cleanNotifications();
  showNotification({
    id,
    autoClose: (options.seconds ?? 5) * 1000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: undo ? <WithUndo message={message} undo={() => (hideNotification(id), undo())} /> : message,
  });
}
export const toastError = (error: unknown, doing = ''): void => toast(doing ? `${doing}: ${explain(error)}` : explain(error), { seconds: 9 });

function WithUndo({ message, undo }: { message: string; undo: () => void }) {
  return (
    <span>
      {message}
      <button type="button" className={s.undo} onClick={undo}>
        Undo
      </button>
    </span>
  );
}
