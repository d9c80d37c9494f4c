/** What a channel takes, known before anything is uploaded. */
import { t } from '@lingui/core/macro';
import type { AnswerChoice } from '../../../api/generated/types.gen';
import { fileSize } from '../../../ui/words';

export interface FileRules {
  count: number | null;
  each: number | null;
  total: number | null;
  types: readonly string[] | null;
}
interface Sized {
  size: number;
}
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** `most`: what one file may have on any channel, in bytes. A note goes nowhere, so only that counts. */
export function fileRules(rules: AnswerChoice['attachments'] | null, most: number | null): FileRules {
  const each = [number(rules?.max_size), most].filter((size) => size !== null);
  return { count: number(rules?.max_count), each: each.length ? Math.min(...each) : null, total: number(rules?.max_total), types: Array.isArray(rules?.types) ? (rules.types as string[]) : null };
}

const fits = (type: string, pattern: string): boolean => pattern === '*/*' || type === pattern || (pattern.endsWith('/*') && type.startsWith(pattern.slice(0, -1)));

/** Why this file cannot go with those that are there; null when it can, or when only the server can tell. */
export function refusal(file: Sized & { type: string }, there: readonly Sized[], rules: FileRules): string | null {
  if (rules.count === 0) return t`No files can be sent here.`;
  if (rules.each !== null && file.size > rules.each) return t`Too large: a file may have ${fileSize(rules.each)} here.`;
  if (rules.count !== null && there.length >= rules.count) return t`At most ${rules.count} files can be sent at once here.`;
  if (rules.total !== null && there.reduce((sum, one) => sum + one.size, file.size) > rules.total) return t`Too large: all files may have ${fileSize(rules.total)} together.`;
  if (rules.types !== null && file.type && !rules.types.some((pattern) => fits(file.type, pattern))) return t`Files of this type cannot be sent here.`;
  return null;
}
/** Said beside the paperclip. */
export function limitWords(rules: FileRules): string {
  if (rules.count === 0) return t`No files can be sent here`;
  const words = [rules.each === null ? '' : t`${fileSize(rules.each)} each`, rules.count === null ? '' : t`at most ${rules.count}`].filter(Boolean);
  return words.length ? t`Attach files (${words.join(', ')})` : t`Attach files`;
}
