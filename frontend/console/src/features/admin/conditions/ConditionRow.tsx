import { t } from '@lingui/core/macro';
import { ActionIcon, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';

import type { ConditionField } from '../../../api/generated/types.gen';
import s from './Conditions.module.css';
import { CUSTOM, fieldOf, type Leaf } from './tree';

interface Props {
  leaf: Leaf;
  fields: readonly ConditionField[];
  onChange: (leaf: Leaf) => void;
  onRemove: () => void;
}

/** One condition: what is asked, how it is compared, and with what. */
export function ConditionRow({ leaf, fields, onChange, onRemove }: Props) {
  const field = fieldOf(leaf.field, fields);
  const op = field?.ops.find((one) => one.op === leaf.op);
  const groups = [...new Set(fields.map((one) => one.group))];
  const own = leaf.field.startsWith(CUSTOM);
  const choose = (name: string | null): void => {
    const next = name && fieldOf(name, fields);
    if (next) onChange({ field: name, op: next.ops[0]!.op, ...(next.ops[0]!.value ? { value: next.type === 'flag' ? [true] : [] } : {}) });
  };
  const compare = (name: string | null): void => {
    const next = field?.ops.find((one) => one.op === name);
    if (next) onChange({ field: leaf.field, op: next.op, ...(next.value ? { value: leaf.value ?? [] } : {}) });
  };
  return (
    <div className={s.row}>
      <Select
        aria-label={t`What`}
        className={s.what}
        data={[...groups.map((group) => ({ group, items: fields.filter((one) => one.group === group).map((one) => ({ value: one.name, label: one.label })) })), { group: t`Custom fields`, items: [{ value: CUSTOM, label: t`A custom field…` }] }]}
        value={own ? CUSTOM : leaf.field}
        onChange={choose}
        searchable
        allowDeselect={false}
        maxDropdownHeight={320}
      />
      {own && <TextInput aria-label={t`Name of the custom field`} placeholder={t`its name`} value={leaf.field.slice(CUSTOM.length)} onChange={(event) => onChange({ ...leaf, field: CUSTOM + event.currentTarget.value })} />}
      <Select aria-label={t`How`} className={s.op} data={(field?.ops ?? []).map((one) => ({ value: one.op, label: one.label }))} value={leaf.op} onChange={compare} allowDeselect={false} />
      {field && op?.value && <Value field={field} value={leaf.value ?? []} onChange={(value) => onChange({ ...leaf, value })} />}
      <ActionIcon aria-label={t`Remove this condition`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}

function Value({ field, value, onChange }: { field: ConditionField; value: readonly unknown[]; onChange: (value: unknown[]) => void }) {
  const choices = field.choices ?? [];
  const label = t`Value for ${field.label}`;
  switch (field.type) {
    case 'choice':
      return (
        <MultiSelect
          aria-label={label}
          className={s.value}
          placeholder={value.length ? '' : t`choose one or more`}
          data={choices.map((choice) => ({ value: String(choice.value), label: choice.label }))}
          value={value.map(String)}
          onChange={(next) => onChange(next.map((one) => choices.find((choice) => String(choice.value) === one)?.value ?? one))}
          searchable
        />
      );
    case 'number':
      return <NumberInput aria-label={label} className={s.number} value={typeof value[0] === 'number' ? value[0] : ''} onChange={(next) => onChange(next === '' ? [] : [Number(next)])} />;
    case 'flag':
      return <Select aria-label={label} className={s.number} data={[{ value: 'yes', label: t`yes` }, { value: 'no', label: t`no` }]} value={value[0] === false ? 'no' : 'yes'} onChange={(next) => onChange([next === 'yes'])} allowDeselect={false} />;
    default:
      return <TagsInput aria-label={label} className={s.value} placeholder={value.length ? '' : t`type a word, then Enter`} value={value.map(String)} onChange={onChange} acceptValueOnBlur splitChars={[',']} />;
  }
}
