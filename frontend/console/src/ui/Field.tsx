import { useLingui } from '@lingui/react/macro';
import { Checkbox, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';

import type { CustomField } from '../api/tickets';
import { useTyped } from './useTyped';

interface Props {
  field: CustomField;
  value: unknown;
  /** null empties the field. `from` is what stood there when somebody began to type. */
  onChange: (value: unknown, from?: unknown) => void;
  error?: string | undefined;
}
const words = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** A field that an admin made, with the input of its kind; what is typed is taken when the person leaves it or presses Enter. */
export function Field({ field, value, onChange, error }: Props) {
  const { t } = useLingui();
  const common = { label: field.label, ...(field.help ? { title: field.help } : {}), ...(error ? { error } : {}), ...(field.required_to_solve ? { 'aria-required': true } : {}) };
  switch (field.kind) {
    case 'checkbox':
      return <Checkbox size="xs" {...common} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'choice':
      return <Select {...common} placeholder={t`None`} data={withOld(field.choices, [words(value)])} value={words(value) || null} onChange={(next) => onChange(next)} clearable clearButtonProps={{ 'aria-label': t`Empty ${field.label}` }} searchable={field.choices.length > 8} />;
    case 'choices': {
      const chosen = Array.isArray(value) ? value.map(String) : [];
      return <MultiSelect {...common} placeholder={chosen.length ? '' : t`None`} data={withOld(field.choices, chosen)} value={chosen} onChange={(next) => onChange(next.length ? next : null)} searchable={field.choices.length > 8} hidePickedOptions />;
    }
    case 'number':
      return <Typed now={words(value)} onDone={(text, from) => onChange(text === '' ? null : Number(text), from === '' ? null : Number(from))} input={(now, set, done) => <NumberInput {...common} placeholder={t`None`} hideControls value={now} onChange={(next) => set(String(next))} {...done} />} />;
    default:
      return (
        <Typed
          now={words(value)}
          onDone={(text, from) => onChange(text || null, from || null)}
          input={(now, set, done) => <TextInput {...common} type={field.kind === 'date' ? 'date' : field.kind === 'link' ? 'url' : 'text'} placeholder={field.kind === 'link' ? 'https://' : t`None`} dir={field.kind === 'text' ? 'auto' : undefined} maxLength={field.kind === 'link' ? 2000 : 500} value={now} onChange={(event) => set(event.currentTarget.value)} {...done} />}
        />
      );
  }
}

/** A choice that was taken away since stays shown where it was chosen. */
const withOld = (choices: readonly string[], chosen: readonly string[]): string[] => [...new Set([...choices, ...chosen.filter(Boolean)])];

interface Done {
  onBlur: () => void;
  onKeyDown: (event: { key: string }) => void;
}
function Typed({ now, onDone, input }: { now: string; onDone: (text: string, from: string) => void; input: (now: string, set: (text: string) => void, done: Done) => React.ReactNode }) {
  const { text, set, done } = useTyped(now, onDone);
  return input(text, set, { onBlur: done, onKeyDown: (event) => event.key === 'Enter' && done() });
}
