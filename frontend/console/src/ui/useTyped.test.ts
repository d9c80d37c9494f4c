import { act, renderHook } from '@testing-library/react';
import { expect, test, vi } from 'vitest';

import { useTyped } from './useTyped';

const start = (now: string) => {
  const onDone = vi.fn<(text: string, from: string) => void>();
  return { onDone, ...renderHook((props: { now: string }) => useTyped(props.now, onDone), { initialProps: { now } }) };
};

test('what a colleague saves meanwhile does not take what is being typed, and is told apart from it', () => {
  const { result, rerender, onDone } = start('Ada');
  act(() => result.current.set('Ada Berg'));
  rerender({ now: 'Ada Lovelace' });
  expect(result.current.text).toBe('Ada Berg');
  act(() => result.current.done());
  expect(onDone.mock.calls).toEqual([['Ada Berg', 'Ada']]);
});

test('an untouched field shows what is there, and a saved one does too', () => {
  const { result, rerender, onDone } = start('Ada');
  rerender({ now: 'Eve' });
  expect(result.current.text).toBe('Eve');
  act(() => result.current.set('Eve '));
  expect(result.current.text).toBe('Eve ');
  act(() => result.current.done());
  expect(onDone).not.toHaveBeenCalled();
  act(() => result.current.set('Eve Berg'));
  act(() => result.current.done());
  expect(result.current.text).toBe('Eve Berg');
  rerender({ now: 'Eve Berg' });
  rerender({ now: 'Somebody else' });
  expect(result.current.text).toBe('Somebody else');
});
