import { render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type Command, keyCaps, useCommands } from './commands';
import { enableSingleKeys, holdKeys, installKeys, releaseKeys } from './keys';

function Commands({ list }: { list: Command[] }) {
  useCommands(list);
  return (
    <>
      <input data-testid="field" />
      <button>press</button>
    </>
  );
}
const press = (key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}): boolean => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

describe('keys', () => {
  const solve = vi.fn();
  const go = vi.fn();
  const send = vi.fn();
  let uninstall: () => void;
  beforeEach(() => {
    for (const mock of [solve, go, send]) mock.mockClear();
    uninstall = installKeys();
    render(
      <Commands
        list={[
          { id: 'solve', label: 'Solve', group: 'x', keys: 'e', run: solve },
          { id: 'go', label: 'Go', group: 'x', keys: 'g i', run: go },
          { id: 'send', label: 'Send', group: 'x', keys: 'Mod+Enter', inEditor: true, run: send },
        ]}
      />,
    );
  });
  afterEach(() => {
    uninstall();
    releaseKeys();
    enableSingleKeys(true);
    document.body.innerHTML = '';
  });
  const field = (): HTMLElement => document.querySelector('input')!;

  it('run a command, a sequence, and a chord inside a field', () => {
    press('e');
    press('g');
    press('i');
    press('Enter', field(), { ctrlKey: true });
    expect([solve, go, send].map((f) => f.mock.calls.length)).toEqual([1, 1, 1]);
  });

  it('leave letters alone in fields, dialogs, input methods and when switched off', () => {
    press('e', field());
    press('e', document.body, { isComposing: true });
    document.body.insertAdjacentHTML('beforeend', '<div role="dialog"></div>');
    press('e');
    document.querySelector('[role=dialog]')!.remove();
    enableSingleKeys(false);
    press('e');
    expect(solve).not.toHaveBeenCalled();
  });

  it('keep what is typed ahead for the editor and run none of it', () => {
    holdKeys();
    for (const key of 'see e') press(key);
    press('Backspace');
    press('y');
    expect(releaseKeys()).toBe('see y');
    expect(solve).not.toHaveBeenCalled();
    press('e');
    expect(solve).toHaveBeenCalledOnce();
  });

  it('show as caps', () => expect(keyCaps('Mod+Enter,x')).toEqual(['Ctrl', '↵']));
});
