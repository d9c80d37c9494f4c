import { useLingui } from '@lingui/react/macro';
import { Checkbox, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';

import type { CustomField } from '../api/tickets';

interface Props {
  field: CustomField;
  value: unknown;
  /** null empties the field. */
  onChange: (value: unknown) => void;
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
      return <Select {...common} placeholder={t`None`} data={withOld(field.choices, [words(value)])} value={words(value) || null} onChange={onChange} clearable clearButtonProps={{ 'aria-label': t`Empty ${field.label}` }} searchable={field.choices.length > 8} />;
    case 'choices': {
      const chosen = Array.isArray(value) ? value.map(String) : [];
      return <MultiSelect {...common} placeholder={chosen.length ? '' : t`None`} data={withOld(field.choices, chosen)} value={chosen} onChange={(next) => onChange(next.length ? next : null)} searchable={field.choices.length > 8} hidePickedOptions />;
    }
    case 'number':
      return <Typed key={words(value)} now={words(value)} onDone={(text) => onChange(text === '' ? null : Number(text))} input={(now, set, done) => <NumberInput {...common} placeholder={t`None`} hideControls value={now} onChange={(next) => set(String(next))} {...done} />} />;
    default:
      return (
        <Typed
          key={words(value)}
          now={words(value)}
          onDone={(text) => onChange(text || null)}
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
function Typed({ now, onDone, input }: { now: string; onDone: (text: string) => void; input: (now: string, set: (text: string) => void, done: Done) => React.ReactNode }) {
  const [text, setText] = useState(now);
  const done = (): void => {
    if (text.trim() !== now) onDone(text.trim());
  };
  return input(text, setText, { onBlur: done, onKeyDown: (event) => event.key === 'Enter' && done() });
}
