import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { NumberInput, PasswordInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';

import { spoken } from '../../../lib/language';
import { useChannels } from '../../../ui/names';
import s from './SchemaFields.module.css';
import { applies, type Group, grouped, isSecret, type Property, type SettingsSchema, type Values } from './schema';

interface Props {
  schema: SettingsSchema;
  values: Values;
  onChange: (values: Values) => void;
  /** Secrets that the server has already. */
  stored: readonly string[];
  errors: Record<string, string>;
}

const HEADINGS = spoken<Group>({
  account: msg`The account`,
  incoming: msg`What comes in`,
  shown: msg`What customers see or hear`,
  asked: msg`What they are asked`,
  answers: msg`Answers`,
  limits: msg`Limits`,
});

/** Draws whatever a connector declares, under its headings: the console knows no kind of channel. */
export function SchemaFields(props: Props) {
  const { schema, values, errors } = props;
  const fields = Object.entries(schema.properties).filter(([name, property]) => applies(schema, name, values) && !property['x-editor']);
  const plain = fields.filter(([, property]) => !property['x-advanced']);
  const advanced = fields.filter(([, property]) => property['x-advanced']);
  const wrong = advanced.some(([name, property]) => errorOf(errors, name, property));
  const [open, setOpen] = useState(false);
  return (
    <>
      <Groups {...props} fields={plain} />
      {advanced.length > 0 && (
        <details className={s.advanced} open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            <IconChevronRight size={14} aria-hidden />
            <span>
              <b><Trans>Advanced settings</Trans></b>
              <small><Trans>They suit nearly everybody as they are.</Trans></small>
            </span>
          </summary>
          <Groups {...props} fields={advanced} />
        </details>
      )}
    </>
  );
}

function Groups({ fields, schema, values, onChange, stored, errors }: Props & { fields: [string, Property][] }) {
  return grouped(fields).map(([group, rows]) => (
    <fieldset key={group}>
      <legend>{HEADINGS[group]}</legend>
      {rows.map(([name, property]) => (
        <Field
          key={name}
          property={property}
          required={schema.required.includes(name)}
          value={values[name]}
          stored={stored.includes(name)}
          error={errorOf(errors, name, property)}
          onChange={(value) => onChange({ ...values, [name]: value })}
        />
      ))}
    </fieldset>
  ));
}

const errorOf = (errors: Record<string, string>, name: string, property: Property): string | undefined => errors[`${isSecret(property) ? 'credentials' : 'settings'}.${name}`];

interface FieldProps {
  property: Property;
  required: boolean;
  value: unknown;
  stored: boolean;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

function Field({ property: p, required, value, stored, error, onChange }: FieldProps) {
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
  if (p['x-channel-of']) return <OtherChannel {...common} network={p['x-channel-of']} value={value} onChange={onChange} />;
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

/** Another channel, by its name. */
function OtherChannel({ network, value, onChange, ...common }: { label: string; description: string | undefined; error: string | undefined; withAsterisk: boolean; network: string; value: unknown; onChange: (value: number) => void }) {
  const channels = [...useChannels().values()].filter((channel) => channel.capabilities.network === network);
  return <Select {...common} data={[{ value: '0', label: t`None` }, ...channels.map((channel) => ({ value: String(channel.id), label: `${channel.name} (${channel.address})` }))]} value={String(value ?? 0)} onChange={(next) => onChange(Number(next ?? 0))} allowDeselect={false} />;
}
