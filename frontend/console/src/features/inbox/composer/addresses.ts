import { t } from '@lingui/core/macro';
import type { Address } from '../../../api/types';

/** "Ada <ada@example.org>" or just the handle. */
export function parseAddress(text: string, network: string): Address {
  const match = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  return match ? { network, name: match[1]!.trim(), handle: match[2]!.trim() } : { network, name: '', handle: text.trim() };
}
export const showAddress = (address: Address): string => (address.name && address.name !== address.handle ? `${address.name} <${address.handle}>` : address.handle);

/** One line for the folded field: the first two, and how many more. */
export function summary(addresses: readonly Address[]): string {
  const shown = addresses.slice(0, 2).map((a) => a.name || a.handle).join(', ');
  return addresses.length > 2 ? t`${shown} and ${addresses.length - 2} more` : shown;
}
