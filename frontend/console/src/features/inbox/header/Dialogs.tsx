import { lazy, Suspense } from 'react';

import type { TicketRow } from '../../../api/types';
import { withWords } from '../../../lib/language';
import type { Task } from './tasks';

const DIALOGS = {
  merge: lazy(() => import('./MergeDialog')),
  link: lazy(() => import('./LinkDialog')),
  remind: lazy(withWords('dialogs', () => import('./ReminderDialog'))),
  take: lazy(withWords('dialogs', () => import('./TakeDialog'))),
  why: lazy(withWords('dialogs', () => import('../why/WhyDrawer'))),
  post: lazy(withWords('posts', () => import('./PostDrawer'))),
} as const satisfies Record<Task, unknown>;

/** The one dialog that is open over a ticket. */
export default function Dialogs({ task, ...rest }: { task: Task; ticket: TicketRow; view: string; onClose: () => void }) {
  const Dialog = DIALOGS[task];
  return (
    <Suspense>
      <Dialog {...rest} />
    </Suspense>
  );
}
