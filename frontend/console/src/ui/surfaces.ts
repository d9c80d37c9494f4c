/** The faces of a channel: comment, direct message, … as its connector declared them. */
import type { Channel } from '../api/types';

export interface Surface {
  label: string;
  visibility: 'public' | 'private';
}

export function surfacesOf(channel: Channel | undefined): Record<string, Surface> {
  return ((channel?.capabilities as { surfaces?: Record<string, Surface> } | undefined)?.surfaces ?? {}) as Record<string, Surface>;
}

/** What people call it; the network's own word where nobody named it, and nothing for mail and forms. */
export const surfaceLabel = (channel: Channel | undefined, key: string): string => surfacesOf(channel)[key]?.label ?? (key ? key[0]!.toUpperCase() + key.slice(1) : '');

export const hasPublic = (channel: Channel): boolean => Object.values(surfacesOf(channel)).some((surface) => surface.visibility === 'public');
