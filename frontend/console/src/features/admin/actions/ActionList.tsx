import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Menu, NumberInput, Select, Skeleton, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArrowDown, IconArrowUp, IconBraces, IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';

import { variablesQuery } from '../../../api/answers';
import type { ActionForm, ActionInput } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import s from './Actions.module.css';
import { type Action, begin, formOf, keyOf } from './forms';
import { actionsQuery } from './queries';

interface Props {
  value: readonly Action[];
  onChange: (actions: Action[]) => void;
  error?: string | undefined;
}

/** What is to be done, one after the other. */
export function ActionList({ value, onChange, error }: Props) {
  const { data, error: problem } = useQuery(actionsQuery);
  if (!data) return problem ? <p role="alert">{explain(problem)}</p> : <Skeleton height={64} radius="md" />;
  const forms = data.results;
  const groups = [...new Set(forms.map((form) => form.group))];
  const menu = groups.map((group) => ({ group, items: forms.filter((form) => form.group === group).map((form) => ({ value: keyOf(form), label: form.label })) }));
  const replace = (at: number, action: Action): void => onChange(value.map((one, n) => (n === at ? action : one)));
  const move = (at: number, step: number): void => {
    const next = [...value];
    next.splice(at + step, 0, ...next.splice(at, 1));
    onChange(next);
  };
  return (
    <div className={s.list}>
      <ol aria-label={t`What to do`}>
        {value.map((action, n) => {
          const form = formOf(action, forms);
          return (
            <li key={n} className={s.action}>
              <div className={s.first}>
                <Select aria-label={t`Action ${n + 1}`} className={s.what} data={menu} value={form ? keyOf(form) : null} onChange={(key) => replace(n, begin(forms.find((one) => keyOf(one) === key)!))} searchable allowDeselect={false} maxDropdownHeight={340} />
                {form && small(form) && <Inputs form={form} action={action} onChange={(next) => replace(n, next)} />}
                <span className={s.tools}>
                  <ActionIcon aria-label={t`Move action ${n + 1} up`} disabled={n === 0} onClick={() => move(n, -1)}>
                    <IconArrowUp size={14} />
                  </ActionIcon>
                  <ActionIcon aria-label={t`Move action ${n + 1} down`} disabled={n === value.length - 1} onClick={() => move(n, 1)}>
                    <IconArrowDown size={14} />
                  </ActionIcon>
                  <ActionIcon aria-label={t`Remove action ${n + 1}`} onClick={() => onChange(value.filter((_, at) => at !== n))}>
                    <IconX size={14} />
                  </ActionIcon>
                </span>
              </div>
              {form && !small(form) && <Inputs form={form} action={action} onChange={(next) => replace(n, next)} />}
            </li>
          );
        })}
      </ol>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />}>
            <Trans>Add what to do</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="50dvh" style={{ overflowY: 'auto' }}>
          {groups.map((group) => (
            <div key={group}>
              <Menu.Label>{group}</Menu.Label>
              {forms
                .filter((form) => form.group === group)
                .map((form) => (
                  <Menu.Item key={keyOf(form)} onClick={() => onChange([...value, begin(form)])}>
                    {form.label}
                  </Menu.Item>
                ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      {error && (
        <p className={s.problem} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
/** Fits beside the name of the action. */
const small = (form: ActionForm): boolean => form.inputs.length === 1 && form.inputs[0]!.type !== 'long_text';

function Inputs({ form, action, onChange }: { form: ActionForm; action: Action; onChange: (action: Action) => void }) {
  return (
    <div className={s.inputs} data-small={small(form) || undefined}>
      {form.inputs.map((input) => (
        <Field key={input.name} input={input} bare={small(form)} value={action[input.name]} onChange={(value) => onChange({ ...action, [input.name]: value })} />
      ))}
    </div>
  );
}

function Field({ input, bare, value, onChange }: { input: ActionInput; bare: boolean; value: unknown; onChange: (value: unknown) => void }): ReactNode {
  const title = input.label ? input.label[0]!.toUpperCase() + input.label.slice(1) : '';
  const named = bare ? { 'aria-label': title || t`Value` } : { label: title, description: input.hint || undefined };
  const choices = input.choices ?? [];
  switch (input.type) {
    case 'choice':
      return <Select {...named} data={choices.map((choice) => ({ value: String(choice.value), label: choice.label }))} value={value === undefined ? null : String(value)} onChange={(key) => onChange(choices.find((choice) => String(choice.value) === key)?.value ?? null)} allowDeselect={false} searchable={choices.length > 8} />;
    case 'number':
      return <NumberInput {...named} value={typeof value === 'number' ? value : ''} min={input.least ?? undefined} max={input.most ?? undefined} onChange={(next) => onChange(next === '' ? null : Number(next))} suffix={bare ? ` ${input.label.replace(/^for /, '')}` : undefined} />;
    case 'labels':
      return <TagsInput {...named} placeholder={t`type a label, then Enter`} value={Array.isArray(value) ? value.map(String) : []} onChange={onChange} splitChars={[',']} acceptValueOnBlur />;
    case 'flag':
      return <Switch label={title} description={input.hint || undefined} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'long_text':
      return <LongText input={input} title={title} value={String(value ?? '')} onChange={onChange} />;
    default:
      return <TextInput {...named} value={String(value ?? '')} maxLength={input.most ?? undefined} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

function LongText({ input, title, value, onChange }: { input: ActionInput; title: string; value: string; onChange: (value: string) => void }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const { data: variables } = useQuery(variablesQuery);
  const put = (name: string): void => {
    const at = box.current?.selectionStart ?? value.length;
    onChange(`${value.slice(0, at)}{{ ${name} }}${value.slice(at)}`);
  };
  return (
    <div className={s.long}>
      <Textarea ref={box} label={title} description={input.hint || undefined} value={value} onChange={(event) => onChange(event.currentTarget.value)} autosize minRows={3} maxRows={12} maxLength={input.most ?? undefined} />
      <Menu position="bottom-start" width={300}>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconBraces size={13} />}>
            <Trans>Insert a name, a number…</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="40dvh" style={{ overflowY: 'auto' }}>
          {variables?.map((variable) => (
            <Menu.Item key={variable.name} onClick={() => put(variable.name)}>
              {variable.about}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
