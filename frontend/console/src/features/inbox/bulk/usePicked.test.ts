import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { ticketRow } from '../../../test/rows';
import { usePicked } from './usePicked';

const ROWS = [1, 2, 3, 4, 5].map((id) => ticketRow(id));
const begin = () => renderHook(({ view }) => usePicked(view, ROWS), { initialProps: { view: 'open' } });

describe('choosing tickets', () => {
  it('adds and takes away one at a time', () => {
    const { result } = begin();
    act(() => result.current.pick(2, false));
    act(() => result.current.pick(4, false));
    act(() => result.current.pick(2, false));
    expect([...result.current.ids]).toEqual([4]);
  });
  it('takes a range from the last one, up or down', () => {
    const { result } = begin();
    act(() => result.current.pick(4, false));
    act(() => result.current.pick(2, true));
    expect([...result.current.ids].sort()).toEqual([2, 3, 4]);
  });
  it('goes back from everything to some, and forgets all with the view', () => {
    const { result, rerender } = begin();
    act(() => result.current.pick(1, false));
    act(() => result.current.all());
    expect(result.current.everything).toBe(true);
    act(() => result.current.pick(2, false));
    expect(result.current.everything).toBe(false);
    rerender({ view: 'mine' });
    expect(result.current.ids.size).toBe(0);
  });
});
