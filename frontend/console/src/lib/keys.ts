/** Keyboard: turns key strokes into commands. */
import { allCommands, type Command } from './commands';

const SEQUENCE_MS = 900;
const HOLD_MS = 5000;

// WCAG 2.1.4: single-character shortcuts can be switched off.
const OFF = 'janice-single-keys-off';
export const singleKeysEnabled = (): boolean => localStorage.getItem(OFF) === null;
export function enableSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
}

// Type-ahead guard. After "r" or "n" people go on typing; until the editor really has focus, those letters are kept
// for it and never run as commands: an "e" typed too early would solve the ticket.
let hold: { text: string; timer: ReturnType<typeof setTimeout> } | null = null;
export function holdKeys(): void {
  if (hold) clearTimeout(hold.timer);
  hold = { text: hold?.text ?? '', timer: setTimeout(() => (hold = null), HOLD_MS) };
}
export function releaseKeys(): string {
  const text = hold?.text ?? '';
  if (hold) clearTimeout(hold.timer);
  hold = null;
  return text;
}

function stroke(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key));
  return [(event.ctrlKey || event.metaKey) && 'Mod', event.altKey && 'Alt', shift && 'Shift', key].filter(Boolean).join('+');
}
const takesText = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
// Closed lists stay in the page, hidden.
const overlayOpen = (): boolean => [...document.querySelectorAll<HTMLElement>('[role="dialog"], [role="menu"], [role="listbox"]')].some((box) => box.checkVisibility?.() ?? true);

// Seen before the overlay itself reacts: an Escape that closes a menu is not also a command.
let covered = false;
const notice = (): void => {
  covered = overlayOpen();
};

let pending = '';
let timer: ReturnType<typeof setTimeout> | undefined;

function find(sequence: string, typing: boolean): Command | undefined {
  return allCommands().find((c) => !c.disabled && c.keys?.split(',').includes(sequence) && (!typing || c.inEditor));
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
  const typing = takesText(event.target);
  const key = stroke(event);
  const chord = key.startsWith('Mod+') || key.startsWith('Alt+');
  if (hold && !chord && !typing) {
    event.preventDefault();
    if (event.key === 'Escape') releaseKeys();
    else if (event.key === 'Backspace') hold.text = hold.text.slice(0, -1);
    else if (event.key === 'Enter') hold.text += '\n';
    else if (event.key.length === 1) hold.text += event.key;
    return;
  }
  if (covered && key !== 'Mod+k') return;
  if (typing && !chord && key !== 'Escape') return;
  // Enter and Space belong to the control that has focus.
  if (!chord && (key === 'Enter' || key === ' ') && event.target instanceof HTMLElement && event.target.closest('a,button,[role="button"],summary')) return;
  if (!chord && event.key.length === 1 && !singleKeysEnabled()) return;
  const sequence = pending ? `${pending} ${key}` : key;
  const hit = find(sequence, typing);
  clearTimeout(timer);
  pending = '';
  if (hit) {
    event.preventDefault();
    hit.run();
  } else if (!typing && allCommands().some((c) => c.keys?.split(',').some((k) => k.startsWith(`${sequence} `)))) {
    pending = sequence;
    timer = setTimeout(() => (pending = ''), SEQUENCE_MS);
  }
}

export function installKeys(): () => void {
  window.addEventListener('keydown', notice, true);
  window.addEventListener('keydown', onKeyDown);
  return () => {
    window.removeEventListener('keydown', notice, true);
    window.removeEventListener('keydown', onKeyDown);
  };
}
