import { hideNotification, showNotification } from '@mantine/notifications';

import { explain } from '../api/http';
import s from './toast.module.css';

/** One quiet toast at a time, with an optional Undo. */
export function toast(message: string, options: { undo?: () => void; label?: string; seconds?: number } = {}): void {
  const id = 'toast';
  hideNotification(id);
  const { undo } = options;
  showNotification({
    id: undo ? `toast-${Date.now()}` : id,
    autoClose: (options.seconds ?? 5) * 1000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: undo ? <WithUndo message={message} label={options.label ?? 'Undo'} undo={undo} /> : message,
  });
}
export const toastError = (error: unknown, doing = ''): void => toast(doing ? `${doing}: ${explain(error)}` : explain(error), { seconds: 9 });

function WithUndo({ message, label, undo }: { message: string; label: string; undo: () => void }) {
  return (
    <span>
      {message}
      <button
        type="button"
        className={s.undo}
        onClick={(event) => {
          undo();
          event.currentTarget.closest('.mantine-Notification-root')?.querySelector<HTMLElement>('.mantine-Notification-closeButton')?.click();
        }}
      >
        {label}
      </button>
    </span>
  );
}
