/** A rule in words. */
import { plural, t } from '@lingui/core/macro';
import type { ActionForms, ConditionField, RuleVersion, Trigger } from '../../../api/generated/types.gen';
import { formatList } from '../../../lib/format';
import { sentence as saysAction } from '../actions/forms';
import { sentence as saysConditions } from '../conditions/tree';

export interface Said {
  trigger: { on?: string[]; after?: number | null; business?: boolean };
  conditions: Record<string, unknown>;
  actions: Record<string, unknown>[];
  stop: boolean;
}
export const UNITS = [
  { value: '60', get many() { return t`minutes`; } },
  { value: '3600', get many() { return t`hours`; } },
  { value: '86400', get many() { return t`days`; } },
] as const;

/** The largest unit that makes it a whole number. */
export const unitOf = (seconds: number): string => [...UNITS].reverse().find(({ value }) => seconds % Number(value) === 0)?.value ?? '60';
export function duration(seconds: number): string {
  const unit = unitOf(seconds);
  const n = seconds / Number(unit);
  if (unit === '86400') return plural(n, { one: '# day', other: '# days' });
  return unit === '3600' ? plural(n, { one: '# hour', other: '# hours' }) : plural(n, { one: '# minute', other: '# minutes' });
}
const lower = (text: string): string => (text ? text[0]!.toLowerCase() + text.slice(1) : text);

export function saysTrigger(trigger: Trigger | Said['trigger'], forms: ActionForms): string {
  const after = trigger.after ? duration(trigger.after) : '';
  if (after) return trigger.business ? t`it has been so for ${after} of working time` : t`it has been so for ${after}`;
  return formatList((trigger.on ?? []).map((kind) => lower(forms.triggers.find((one) => one.kind === kind)?.label ?? kind)), 'or') || t`nothing yet`;
}

/** "When a ticket was opened and Priority is “High”: Set the priority: Urgent." */
export function summary(said: RuleVersion | Said, forms: ActionForms, fields: readonly ConditionField[]): { when: string; condition: string; then: string } {
  return {
    when: saysTrigger(said.trigger, forms),
    condition: saysConditions(said.conditions, fields),
    then: said.actions.map((action) => saysAction(action, forms.results)).join(' · '),
  };
}
