/** Where a reply goes: one of the ways that the server offers, and what it would do with the text. */
import { msg, t } from '@lingui/core/macro';
import { useSyncExternalStore } from 'react';

import type { AnswerChoice, AnswerTemplate } from '../../../api/generated/types.gen';
import type { Message } from '../../../api/types';
import { spoken } from '../../../lib/language';
import { isUnit, measure } from '../../../lib/measures';

export const keyOf = (choice: AnswerChoice): string => `${choice.surface}/${choice.thread_id ?? 'new'}`;
export const nameOf = (choice: AnswerChoice): string => choice.label || (choice.visibility === 'public' ? t`Public reply` : t`Reply`);

/** The chosen way, the one in which the quoted message stands, else the first that the server names: where the customer wrote last. */
export function pick(choices: readonly AnswerChoice[], chosen: string | null, quoted: Message | null): AnswerChoice | null {
  return choices.find((one) => keyOf(one) === chosen) ?? (quoted && choices.find((one) => one.surface === quoted.surface && !one.private_reply)) ?? choices[0] ?? null;
}

const WORDS: Readonly<Record<string, string>> = spoken({ gsm_segments: msg`SMS`, utf8_bytes: msg`bytes` });
export interface Length {
  text: string;
  over: boolean;
  near: boolean;
}
/** What the counter shows; null where the network sets no limit. */
export function lengthOf(text: string, rules: AnswerChoice['text']): Length | null {
  const { max, unit, split } = rules;
  if (typeof max !== 'number' || !text) return null;
  const counted = isUnit(unit) ? unit : 'codepoints';
  const length = measure(text, counted);
  const words = WORDS[counted] ? ` ${WORDS[counted]}` : '';
  if (split && length > max) {
    const parts = Math.ceil(length / max);
    return { text: t`${length}${words} · leaves in about ${parts} parts`, over: parts > 10, near: true };
  }
  return { text: `${length} / ${max}${words}`, over: length > max, near: length > max * 0.8 };
}

export interface Filled {
  template: AnswerTemplate;
  values: string[];
}
/** A template's words with what was filled in. */
export const filled = (body: string, names: readonly string[], values: readonly string[]): string =>
  names.reduce((text, name, n) => text.replaceAll(new RegExp(`\\{\\{\\s*${name.replace(/[^\w]/g, '')}\\s*\\}\\}`, 'g'), () => values[n] || '…'), body);

let quote: Message | null = null;
const listeners = new Set<() => void>();
/** The message that the next reply answers, by the agent's choice. */
export const quotes = {
  set(message: Message | null): void {
    quote = message;
    listeners.forEach((tell) => tell());
  },
};
export function useQuote(ticketId: number): Message | null {
  const found = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => quote,
  );
  return found && found.ticket_id === ticketId ? found : null;
}
