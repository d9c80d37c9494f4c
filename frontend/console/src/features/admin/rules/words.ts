/** A rule in words. */
import type { ActionForms, ConditionField, RuleVersion, Trigger } from '../../../api/generated/types.gen';
import { plural } from '../../../ui/words';
import { sentence as saysAction } from '../actions/forms';
import { sentence as saysConditions } from '../conditions/tree';

export interface Said {
  trigger: { on?: string[]; after?: number | null; business?: boolean };
  conditions: Record<string, unknown>;
  actions: Record<string, unknown>[];
  stop: boolean;
}
export const UNITS = [
  { value: '60', one: 'minute' },
  { value: '3600', one: 'hour' },
  { value: '86400', one: 'day' },
] as const;

/** The largest unit that makes it a whole number. */
export const unitOf = (seconds: number): string => [...UNITS].reverse().find(({ value }) => seconds % Number(value) === 0)?.value ?? '60';
export function duration(seconds: number): string {
  const unit = UNITS.find(({ value }) => value === unitOf(seconds))!;
  return plural(seconds / Number(unit.value), unit.one);
}
const lower = (text: string): string => (text ? text[0]!.toLowerCase() + text.slice(1) : text);

export function saysTrigger(trigger: Trigger | Said['trigger'], forms: ActionForms): string {
  if (trigger.after) return `it has been so for ${duration(trigger.after)}${trigger.business ? ' of working time' : ''}`;
  return (trigger.on ?? []).map((kind) => lower(forms.triggers.find((one) => one.kind === kind)?.label ?? kind)).join(' or ') || 'nothing yet';
}

/** "When a ticket was opened and Priority is “High”: Set the priority: Urgent." */
export function summary(said: RuleVersion | Said, forms: ActionForms, fields: readonly ConditionField[]): { when: string; condition: string; then: string } {
  return {
    when: saysTrigger(said.trigger, forms),
    condition: saysConditions(said.conditions, fields),
    then: said.actions.map((action) => saysAction(action, forms.results)).join(' · '),
  };
}
