import { useLingui } from '@lingui/react/macro';
import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { contactFieldsQuery } from '../../api/customers';

/** By the value of one of the organisation's own fields. */
export function CustomFilter({ value, onChange }: { value: string | undefined; onChange: (value: string | null) => void }) {
  const { t } = useLingui();
  const { data: fields = [] } = useQuery(contactFieldsQuery);
  const [key, setKey] = useState<string | null>(null);
  if (!fields.length) return null;
  const field = fields.find((one) => one.key === key);
  const said = value?.slice(value.indexOf('=') + 1) ?? '';
  const choices = field?.kind === 'checkbox' ? [{ value: 'true', label: t`Yes` }, { value: 'false', label: t`No` }] : field?.choices.map((choice) => ({ value: choice, label: choice }));
  const say = (text: string | null): void => onChange(key && text ? `${key}=${text}` : null);
  return (
    <>
      <Select
        aria-label={t`Field`}
        placeholder={t`Any field`}
        data={fields.map((one) => ({ value: one.key, label: one.label }))}
        value={key}
        onChange={(next) => {
          setKey(next);
          onChange(null);
        }}
        clearable
        clearButtonProps={{ 'aria-label': t`Any field` }}
      />
      {field && (choices?.length ? <Select aria-label={field.label} placeholder={field.label} data={choices} value={said || null} onChange={say} clearable clearButtonProps={{ 'aria-label': t`Any value` }} /> : <TextInput aria-label={field.label} placeholder={field.label} defaultValue={said} onBlur={(event) => say(event.currentTarget.value.trim())} onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()} />)}
    </>
  );
}
