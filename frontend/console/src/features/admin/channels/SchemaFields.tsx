import { t } from '@lingui/core/macro';
import { NumberInput, PasswordInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';

import { applies, isSecret, type Property, type SettingsSchema, type Values } from './schema';

interface Props {
  schema: SettingsSchema;
  values: Values;
  onChange: (values: Values) => void;
  /** Secrets that the server has already. */
  stored: readonly string[];
  errors: Record<string, string>;
}

/** Draws whatever a connector declares: the console knows no kind of channel. */
export function SchemaFields({ schema, values, onChange, stored, errors }: Props) {
  return Object.entries(schema.properties)
    .filter(([name, property]) => applies(schema, name, values) && !property['x-editor'])
    .map(([name, property]) => (
      <Field
        key={name}
        property={property}
        required={schema.required.includes(name)}
        value={values[name]}
        stored={stored.includes(name)}
        error={errors[`${isSecret(property) ? 'credentials' : 'settings'}.${name}`]}
        onChange={(value) => onChange({ ...values, [name]: value })}
      />
    ));
}

function Field({ property: p, required, value, stored, error, onChange }: { property: Property; required: boolean; value: unknown; stored: boolean; error: string | undefined; onChange: (value: unknown) => void }) {
  const common = { label: p.title, description: p.description || undefined, error, withAsterisk: required };
  if (isSecret(p)) {
    return (
      <PasswordInput
        {...common}
        autoComplete="new-password"
        value={typeof value === 'string' ? value : ''}
        placeholder={stored ? t`Kept. Type to replace it.` : ''}
        onChange={(event) => onChange(event.currentTarget.value || (stored ? undefined : ''))}
        visibilityToggleButtonProps={{ 'aria-label': t`Show or hide it` }}
      />
    );
  }
  if (p.oneOf) return <Select {...common} data={p.oneOf.map((option) => ({ value: option.const, label: option.title }))} value={String(value ?? p.default ?? '')} onChange={(next) => next !== null && onChange(next)} allowDeselect={false} />;
  switch (p.type) {
    case 'boolean':
      return <Switch label={p.title} description={p.description || undefined} error={error} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'integer':
      return <NumberInput {...common} value={typeof value === 'number' ? value : ''} onChange={(next) => onChange(typeof next === 'number' ? next : Number(next) || 0)} allowDecimal={false} {...(p.minimum === undefined ? {} : { min: p.minimum })} {...(p.maximum === undefined ? {} : { max: p.maximum })} />;
    case 'array':
      return <TagsInput {...common} value={Array.isArray(value) ? (value as string[]) : []} onChange={onChange} acceptValueOnBlur />;
    case 'string':
      return <TextInput {...common} value={typeof value === 'string' ? value : ''} onChange={(event) => onChange(event.currentTarget.value)} autoComplete="off" spellCheck={false} />;
  }
}
