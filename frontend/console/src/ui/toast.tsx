import { CloseButton } from '@mantine/core';
import { Trans } from '@lingui/react/macro';
import { t } from '@lingui/core/macro';
import { useEffect, useState, useSyncExternalStore } from 'react';

import { explain } from '../api/http';
import s from './toast.module.css';

interface Toast {
  message: string;
  undo?: () => void;
  seconds: number;
}
let shown: Toast | null = null;
const subscribers = new Set<() => void>();
const subscribe = (wake: () => void): (() => void) => (subscribers.add(wake), () => void subscribers.delete(wake));
function show(next: Toast | null): void {
  shown = next;
  for (const wake of subscribers) wake();
}

/** One quiet toast at a time, with an optional Undo. */
export function toast(message: string, options: { undo?: () => void; seconds?: number } = {}): void {
  show({ message, seconds: 5, ...options });
}
export const toastError = (error: unknown, doing = ''): void => toast(doing ? `${doing}: ${explain(error)}` : explain(error), { seconds: 9 });

/** Where the toast appears. It stays while the pointer or the focus is on it. */
export function Toaster() {
  const current = useSyncExternalStore(subscribe, () => shown);
  const [held, setHeld] = useState(false);
  useEffect(() => setHeld(false), [current]);
  useEffect(() => {
    if (!current || held) return;
    const timer = setTimeout(() => shown === current && show(null), current.seconds * 1000);
    return () => clearTimeout(timer);
  }, [current, held]);
  if (!current) return null;
  const { message, undo } = current;
  return (
    <div className={s.place}>
      <div className={s.toast} role="alert" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
        <span>
          {message}
          {undo && (
            <button
              type="button"
              className={s.undo}
              onClick={() => {
                show(null);
                undo();
              }}
            >
              <Trans><Trans>Undo</Trans></Trans>
            </button>
          )}
        </span>
        <CloseButton size={28} className={s.close!} aria-label={t`Dismiss`} onClick={() => show(null)} />
      </div>
    </div>
  );
}
