/** Notifications of the browser: one for each event however many tabs are open, and none while one of them is looked at. */
const LOOKED_AT = 'janice-looked-at';
const SHOWN = 'janice-shown';

export const desktopState = (): NotificationPermission | 'missing' => ('Notification' in window && window.isSecureContext ? Notification.permission : 'missing');

/** Says to the other tabs that somebody looks at this one, for as long as they do: the browser ends a lock with its tab. */
export function watchFocus(): () => void {
  const { locks } = navigator as Partial<Navigator>;
  if (!locks) return () => {};
  let release: (() => void) | null = null;
  const turn = (): void => {
    const looked = document.hasFocus() && !document.hidden;
    if (looked && !release) void locks.request(LOOKED_AT, { mode: 'shared' }, () => new Promise<void>((done) => (release = done)));
    else if (!looked) {
      release?.();
      release = null;
    }
  };
  turn();
  const events = ['focus', 'blur', 'visibilitychange'] as const;
  for (const name of events) window.addEventListener(name, turn, true);
  return () => {
    for (const name of events) window.removeEventListener(name, turn, true);
    release?.();
  };
}

async function someTabIsLookedAt(): Promise<boolean> {
  const { locks } = navigator as Partial<Navigator>;
  if (!locks) return document.hasFocus();
  return (await locks.query()).held?.some((lock) => lock.name === LOOKED_AT) ?? false;
}

/** Runs ``act`` in one tab alone; ``name`` says which event it is about. */
export async function inOneTab(name: string, act: () => void): Promise<void> {
  const once = (): void => {
    const known = JSON.parse(localStorage.getItem(SHOWN) ?? '[]') as string[];
    if (known.includes(name)) return;
    localStorage.setItem(SHOWN, JSON.stringify([...known, name].slice(-50)));
    act();
  };
  const { locks } = navigator as Partial<Navigator>;
  if (locks) await locks.request(SHOWN, once);
  else once();
}

export async function show(title: string, body: string, tag: string, open: () => void): Promise<void> {
  if (desktopState() !== 'granted' || (await someTabIsLookedAt())) return;
  const shown = new Notification(title, { body, tag, icon: '/static/console/favicon.svg' });
  shown.onclick = () => {
    window.focus();
    shown.close();
    open();
  };
}
