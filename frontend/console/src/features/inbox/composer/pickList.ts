import type { Editor } from '@tiptap/react';
import { useEffect, useLayoutEffect, useState } from 'react';

export type KeyHandler = (event: KeyboardEvent) => boolean;
/** Where a word began that looks for something, and how far it goes. */
export interface Seeking {
  from: number;
  to: number;
  query: string;
}
interface Props<T> {
  editor: Editor;
  id: string;
  query: string;
  found: readonly T[];
  idOf: (item: T) => string;
  /** Nothing is known yet: Enter must wait. */
  loading: boolean;
  onPick: (item: T) => void;
  onKeys: (handler: KeyHandler | null) => void;
  onClose: () => void;
}

/** A list below the cursor: the editor keeps the focus; arrows choose, Enter or Tab takes one, Escape closes. */
export function usePickList<T>({ editor, id, query, found, idOf, loading, onPick, onKeys, onClose }: Props<T>) {
  const [at, setAt] = useState(0);
  useEffect(() => setAt(0), [query]);
  const chosen = found[Math.min(at, found.length - 1)];
  const press: KeyHandler = (event) => {
    if (event.key === 'Escape') onClose();
    else if (!found.length) return loading && event.key === 'Enter';
    else if (event.key === 'ArrowDown') setAt((n) => (Math.min(n, found.length - 1) + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt((n) => (Math.min(n, found.length - 1) + found.length - 1) % found.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      if (chosen) onPick(chosen);
    } else return false;
    return true;
  };
  useLayoutEffect(() => {
    onKeys(press);
    return () => onKeys(null);
  });
  // The editor keeps the focus, and says which line is meant.
  const active = chosen ? `${id}-${idOf(chosen)}` : null;
  useEffect(() => {
    const { dom } = editor.view;
    if (!active) return undefined;
    dom.setAttribute('aria-controls', id);
    dom.setAttribute('aria-activedescendant', active);
    document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
    return () => {
      dom.removeAttribute('aria-controls');
      dom.removeAttribute('aria-activedescendant');
    };
  }, [editor, id, active]);
  const line = (item: T, n: number) => ({ id: `${id}-${idOf(item)}`, role: 'option', 'aria-selected': item === chosen, onMouseMove: () => setAt(n), onClick: () => onPick(item) });
  return { chosen, line };
}
