import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Menu, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';

import { type CustomField, fieldsQuery } from '../../../api/tickets';
import s from './Search.module.css';

/** The fields that an admin made, each with its choices or with room for a value. */
export function FieldFilters({ onChoose }: { onChoose: (key: string, value: string) => void }) {
  const { data = [] } = useQuery(fieldsQuery);
  const fields = data.filter((field) => !field.archived);
  const [open, setOpen] = useState<CustomField | null>(null);
  if (!fields.length) return null;
  const choose = (field: CustomField, value: string): void => onChoose(`custom.${field.key}`, value);
  return (
    <Menu position="bottom-start" width={220} onClose={() => setOpen(null)}>
      <Menu.Target>
        <Button size="compact-xs" variant="default" rightSection={<IconChevronDown size={11} />}>
          <Trans>Fields</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {open === null ? (
          fields.map((field) => (
            <Menu.Item key={field.id} closeMenuOnClick={false} onClick={() => setOpen(field)}>
              {field.label}
            </Menu.Item>
          ))
        ) : (
          <>
            <Menu.Label>{open.label}</Menu.Label>
            {open.kind === 'checkbox' || open.choices.length ? (
              (open.kind === 'checkbox' ? [['true', t`Yes`] as const, ['false', t`No`] as const] : open.choices.map((value) => [value, value] as const)).map(([value, label]) => (
                <Menu.Item key={value} onClick={() => choose(open, value)}>
                  {label}
                </Menu.Item>
              ))
            ) : (
              <Value field={open} onChoose={(value) => choose(open, value)} />
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Value({ field, onChoose }: { field: CustomField; onChoose: (value: string) => void }) {
  const [value, setValue] = useState('');
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim()) onChoose(value.trim());
      }}
    >
      <TextInput aria-label={field.label} type={field.kind === 'date' ? 'date' : 'text'} inputMode={field.kind === 'number' ? 'decimal' : undefined} placeholder={t`Exactly this`} value={value} onChange={(event) => setValue(event.currentTarget.value)} data-autofocus />
      <Button type="submit" size="compact-sm">
        <Trans>Show</Trans>
      </Button>
    </form>
  );
}
