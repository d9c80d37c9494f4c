/** Which tickets of the list are chosen for one change: single ones, a range, or everything that the view holds. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { TicketRow } from '../../../api/types';

export interface Picked {
  ids: ReadonlySet<number>;
  /** Not only these: all that the view shows, loaded or not. */
  everything: boolean;
  pick: (id: number, range: boolean) => void;
  all: () => void;
  clear: () => void;
}
const NONE: ReadonlySet<number> = new Set();

export function usePicked(view: string, rows: readonly TicketRow[]): Picked {
  const [ids, setIds] = useState(NONE);
  const [everything, setEverything] = useState(false);
  const anchor = useRef<number | null>(null);
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  }, [rows]);
  const clear = useCallback(() => {
    setIds(NONE);
    setEverything(false);
    anchor.current = null;
  }, []);
  useEffect(clear, [view, clear]);
  const pick = useCallback((id: number, range: boolean) => {
    const list = latest.current.map((row) => row.id);
    const ends = [list.indexOf(anchor.current ?? id), list.indexOf(id)].sort((a, b) => a - b);
    setEverything(false);
    setIds((old) => {
      const next = new Set(old);
      if (range && ends[0]! >= 0) for (const one of list.slice(ends[0], ends[1]! + 1)) next.add(one);
      else if (!next.delete(id)) next.add(id);
      return next;
    });
    anchor.current = id;
  }, []);
  const all = useCallback(() => setEverything(true), []);
  return useMemo(() => ({ ids, everything, pick, all, clear }), [ids, everything, pick, all, clear]);
}
