import { ActionIcon, Button } from '@mantine/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconArrowDown, IconArrowUp, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import type { CustomField } from '../../../api/generated/types.gen';
import { toastError } from '../../../ui/toast';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { fieldsQuery, orderFields, type Target } from './calls';
import { FieldForm, KIND } from './FieldForm';

export default function FieldsSection() {
  const { t } = useLingui();
  const { data: fields, error } = useQuery({ ...fieldsQuery, refetchOnMount: 'always' });
  const [open, setOpen] = useState<{ field: CustomField | null; target: Target } | null>(null);
  return (
    <>
      <Section title={t`Fields`} about={t`What you want to know beyond what everybody wants to know. A field stands beside each ticket or customer, in rules, views and exports.`} error={error} pending={!fields}>
        {(['ticket', 'contact'] as const).map((target) => (
          <Fields key={target} target={target} fields={fields?.filter((one) => one.target === target) ?? []} onOpen={(field) => setOpen({ field, target })} />
        ))}
      </Section>
      {open && <FieldForm field={open.field} target={open.target} onClose={() => setOpen(null)} />}
    </>
  );
}

function Fields({ target, fields, onOpen }: { target: Target; fields: readonly CustomField[]; onOpen: (field: CustomField | null) => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const order = useMutation({ mutationFn: (ids: number[]) => orderFields(target, ids), onSettled: () => client.invalidateQueries({ queryKey: fieldsQuery.queryKey }), onError: (error) => toastError(error) });
  const move = (at: number, by: number): void => {
    const ids = fields.map((one) => one.id);
    ids.splice(at + by, 0, ...ids.splice(at, 1));
    order.mutate(ids);
  };
  return (
    <section className={s.part}>
      <header className={s.head}>
        <h2>{target === 'ticket' ? <Trans>On tickets</Trans> : <Trans>On customers</Trans>}</h2>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => onOpen(null)}>
          {target === 'ticket' ? <Trans>New field of tickets</Trans> : <Trans>New field of customers</Trans>}
        </Button>
      </header>
      {fields.length === 0 && <p className={s.empty}>{target === 'ticket' ? <Trans>No field yet. An order number or a product is a good first one.</Trans> : <Trans>No field yet. A customer number or a contract is a good first one.</Trans>}</p>}
      {fields.length > 0 && (
        <ul className={s.list}>
          {fields.map((field, at) => (
            <li key={field.id} className={s.ordered}>
              <button type="button" className={s.row} onClick={() => onOpen(field)}>
                <span className={s.what}>
                  <b dir="auto">{field.label}</b>
                  <small>{KIND[field.kind]}</small>
                </span>
                {field.required_to_solve && (
                  <span className={s.tag}>
                    <Trans>before solving</Trans>
                  </span>
                )}
                {field.archived && (
                  <span className={s.tag}>
                    <Trans>Archived</Trans>
                  </span>
                )}
              </button>
              <ActionIcon variant="subtle" color="gray" aria-label={t`Move ${field.label} up`} disabled={at === 0 || order.isPending} onClick={() => move(at, -1)}>
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t`Move ${field.label} down`} disabled={at === fields.length - 1 || order.isPending} onClick={() => move(at, 1)}>
                <IconArrowDown size={15} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
