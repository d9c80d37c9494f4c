/** An action is data; a form says how to fill it in and how to say it. */
import type { ActionForm, ActionInput } from '../../../api/generated/types.gen';

export type Action = Record<string, unknown>;
/** Names one line of the menu: several may stand for the same action with other fixed parameters. */
export const keyOf = (form: ActionForm): string => JSON.stringify([form.do, form.fixed, form.inputs.map((input) => input.name)]);

export function formOf(action: Action, forms: readonly ActionForm[]): ActionForm | undefined {
  const same = forms.filter((form) => form.do === action.do && Object.entries(form.fixed).every(([name, value]) => action[name] === value));
  return same.find((form) => form.inputs.some((input) => input.name in action)) ?? same[0];
}
const initial = (input: ActionInput): unknown => {
  if (input.type === 'choice') return input.choices?.[0]?.value ?? null;
  if (input.type === 'number') return input.least ?? 1;
  if (input.type === 'labels') return [];
  return input.type === 'flag' ? false : '';
};
export const begin = (form: ActionForm): Action => ({ do: form.do, ...form.fixed, ...Object.fromEntries(form.inputs.filter((input) => input.required || input.type !== 'choice').map((input) => [input.name, initial(input)])) });

/** In words: "Set the priority: Urgent". */
export function sentence(action: Action, forms: readonly ActionForm[]): string {
  const form = formOf(action, forms);
  if (!form) return String(action.do);
  const values = form.inputs.map((input) => {
    const value = action[input.name];
    if (input.type === 'choice') return input.choices?.find((choice) => choice.value === value)?.label ?? '';
    if (input.type === 'flag') return value ? input.label : '';
    if (Array.isArray(value)) return value.join(', ');
    const text = value === undefined || value === null ? '' : String(value);
    return input.type === 'number' ? `${text} ${input.label.replace(/^(for|at) /, '')}` : text.length > 70 ? `${text.slice(0, 70)}…` : text;
  });
  const said = values.filter(Boolean).join(', ');
  return said ? `${form.label}: ${said}` : form.label;
}
