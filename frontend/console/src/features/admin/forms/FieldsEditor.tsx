import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Checkbox, Select, TagsInput, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import b from '../brands/Brands.module.css';
import { fieldsQuery } from '../fields/calls';
import { asked, type FormField, moved, nameFor, read, write } from './lines';

interface Props {
  lines: readonly string[];
  onChange: (lines: string[]) => void;
  /** Questions before a chat: a line of text, or a choice. */
  plain: boolean;
  error: string | undefined;
}

export function FieldsEditor({ lines, onChange, plain, error }: Props) {
  const fields = lines.map(read);
  const { data: ofTickets = [] } = useQuery({ ...fieldsQuery, enabled: !plain });
  const taken = new Set(fields.map((field) => field.name));
  const toTake = plain ? [] : ofTickets.flatMap((field) => (taken.has(field.key) ? [] : (asked(field) ?? [])));
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const put = (next: readonly FormField[]): void => onChange(next.map((field) => write(field, plain)));
  const change = (index: number, changes: Partial<FormField>): void => put(fields.map((field, at) => (at === index ? { ...field, ...changes } : field)));
  const types = [
    { value: 'text', label: t`Line of text` },
    { value: 'textarea', label: t`Longer text` },
    { value: 'select', label: t`Choice from a list` },
    { value: 'checkbox', label: t`Tick` },
    { value: 'date', label: t`Date` },
  ];
  return (
    <fieldset>
      <legend>{plain ? t`Questions of your own` : t`Fields of your own`}</legend>
      <p className={b.note} data-start>
        {plain ? t`Asked before the chat begins.` : t`They stand between the subject and the message. What customers fill in becomes a custom field of the ticket, under the name beside it.`}
      </p>
      <ul className={b.fields}>
        {fields.map((field, index) => (
          <li
            key={field.name}
            draggable
            data-over={over === index && dragged !== null && dragged !== index ? true : undefined}
            onDragStart={() => setDragged(index)}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(index);
            }}
            onDrop={() => dragged !== null && put(moved(fields, dragged, index))}
          >
            <div className={b.line}>
              <TextInput label={t`Label`} leftSection={<IconGripVertical size={14} aria-hidden />} value={field.label} onChange={(event) => change(index, { label: event.currentTarget.value.replaceAll('|', '/') })} maxLength={120} />
              {!plain && <Select label={t`Kind`} w={170} data={types} value={field.type} onChange={(next) => next && change(index, { type: next as FormField['type'], options: next === 'select' && !field.options.length ? [t`First`, t`Second`] : next === 'select' ? field.options : [] })} allowDeselect={false} />}
              <div className={b.order}>
                <ActionIcon aria-label={t`Move ${field.label} up`} disabled={index === 0} onClick={() => put(moved(fields, index, index - 1))}>
                  <IconArrowUp size={15} />
                </ActionIcon>
                <ActionIcon aria-label={t`Move ${field.label} down`} disabled={index === fields.length - 1} onClick={() => put(moved(fields, index, index + 1))}>
                  <IconArrowDown size={15} />
                </ActionIcon>
                <ActionIcon aria-label={t`Remove ${field.label}`} onClick={() => put(fields.filter((_, at) => at !== index))}>
                  <IconTrash size={15} />
                </ActionIcon>
              </div>
            </div>
            <div className={b.more}>
              {(plain || field.type === 'select') && <TagsInput label={t`Choices`} description={plain ? t`None: a line of text. Enter after each.` : t`Enter after each.`} value={field.options} onChange={(options) => change(index, { options })} acceptValueOnBlur />}
              {!plain && <TextInput label={t`Help below the label`} value={field.help} onChange={(event) => change(index, { help: event.currentTarget.value.replaceAll('|', '/') })} maxLength={150} />}
              <Checkbox label={t`Must be filled in`} checked={field.required} onChange={(event) => change(index, { required: event.currentTarget.checked })} />
              <small className={b.note}>
                {ofTickets.some((one) => one.target === 'ticket' && one.key === field.name) ? <Trans>The answer fills in the ticket’s field of this name: <code>{field.name}</code></Trans> : <Trans>Name in rules and the API: <code>{field.name}</code></Trans>}
              </small>
            </div>
          </li>
        ))}
      </ul>
      {error && <p role="alert" className={b.problem}>{error}</p>}
      {toTake.length > 0 && (
        <Select
          label={t`Ask for a field of tickets`}
          description={t`What the customer answers stands in that field from the start.`}
          placeholder={t`Choose a field`}
          data={toTake.map((field) => ({ value: field.name, label: field.label }))}
          value={null}
          onChange={(name) => {
            const field = toTake.find((one) => one.name === name);
            if (field) put([...fields, field]);
          }}
          searchable
        />
      )}
      <Button
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() => {
          const label = plain ? t`New question` : t`New field`;
          put([...fields, { name: nameFor(label, fields.map((field) => field.name)), label, type: 'text', required: false, help: '', options: [] }]);
        }}
      >
        {plain ? t`Add a question` : t`Add a field`}
      </Button>
    </fieldset>
  );
}
