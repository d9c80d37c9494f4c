/** One registry of commands feeds the keys, the palette and the sheet of shortcuts, so that they cannot disagree. */
import { t } from '@lingui/core/macro';
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';

export interface Command {
  id: string;
  label: string;
  group: string;
  /** Alternatives by comma, sequences by space: "j,ArrowDown", "g i", "Mod+k". */
  keys?: string;
  run: () => void;
  /** Also while the person types in a field. */
  inEditor?: boolean;
  /** Not offered now. */
  disabled?: boolean;
}

const registry = new Map<string, Command>();
const subscribers = new Set<() => void>();
let snapshot: readonly Command[] = [];

function changed(): void {
  snapshot = [...registry.values()];
  for (const wake of subscribers) wake();
}
export const allCommands = (): readonly Command[] => snapshot;

/** What a key would do, by a button. */
export const runCommand = (id: string): void => registry.get(id)?.run();

export function useCommandList(): readonly Command[] {
  return useSyncExternalStore((wake) => (subscribers.add(wake), () => void subscribers.delete(wake)), allCommands);
}

/** Registers commands while the caller is mounted; ``run`` always sees the newest render. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const signature = commands.map((c) => `${c.id}|${c.label}|${c.keys ?? ''}|${c.disabled ? 0 : 1}`).join('\n');
  useEffect(() => {
    const mine = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((c) => c.id === command.id)?.run(),
    }));
    for (const command of mine) registry.set(command.id, command);
    changed();
    return () => {
      for (const command of mine) if (registry.get(command.id) === command) registry.delete(command.id);
      changed();
    };
  }, [signature]);
}

export const keyCaps = (keys: string): string[] =>
  keys
    .split(',')[0]!
    .split(' ')
    .flatMap((stroke) => stroke.split('+'))
    .map((key) => ({ Mod: t`Ctrl`, Enter: '↵', Escape: t`Esc`, ArrowDown: '↓', ArrowUp: '↑' })[key] ?? (key.length === 1 ? key.toUpperCase() : key));
