/** What this computer does when something happens; each computer has its own. */
import { useSyncExternalStore } from 'react';

export interface Device {
  /** Notifications outside of the page; the browser must have allowed them too. */
  desktop: boolean;
  /** They name the ticket and not what was said: others may see this screen. */
  hideWords: boolean;
  /** 0 to 1; 0 is silent. */
  volume: number;
}
const KEY = 'janice-device';
const FIRST: Device = { desktop: false, hideWords: false, volume: 0 };

let known: { text: string | null; device: Device } = { text: null, device: FIRST };
export function device(): Device {
  const text = localStorage.getItem(KEY);
  if (text === known.text) return known.device;
  try {
    known = { text, device: { ...FIRST, ...(JSON.parse(text ?? '{}') as Partial<Device>) } };
  } catch {
    known = { text, device: FIRST };
  }
  return known.device;
}

const subscribers = new Set<() => void>();
export function setDevice(changes: Partial<Device>): void {
  localStorage.setItem(KEY, JSON.stringify({ ...device(), ...changes }));
  for (const wake of subscribers) wake();
}
function subscribe(wake: () => void): () => void {
  subscribers.add(wake);
  window.addEventListener('storage', wake); // changed in another tab
  return () => {
    subscribers.delete(wake);
    window.removeEventListener('storage', wake);
  };
}
export const useDevice = (): Device => useSyncExternalStore(subscribe, device);
