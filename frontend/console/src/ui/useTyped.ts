import { useEffect, useState } from 'react';

/**
 * Text that is saved when one leaves it. What is being typed stays, whatever a colleague saves meanwhile: `onDone` is told
 * what stood there when the typing began, so that the server can tell that two have changed it.
 */
export function useTyped(now: string, onDone: (text: string, from: string) => void) {
  const [typed, setTyped] = useState<{ text: string; from: string; sent: boolean } | null>(null);
  useEffect(() => {
    if (typed?.sent && typed.text.trim() === now) setTyped(null);
  }, [typed, now]);
  return {
    text: typed?.text ?? now,
    set: (text: string) => setTyped({ text, from: typed && !typed.sent ? typed.from : now, sent: false }),
    done: () => {
      if (!typed || typed.sent) return;
      if (typed.text.trim() === typed.from) return setTyped(null);
      setTyped({ ...typed, sent: true });
      onDone(typed.text.trim(), typed.from);
    },
  };
}
