import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldsQuery } from '../../../api/tickets';
import { useUpdateTicket } from '../actions';
import { askFor, type Missing } from '../missing';
import { Field } from '../../../ui/Field';
import s from './Side.module.css';

/** Asks for what an admin wants to know before a ticket is solved, and then solves it. */
export default function MissingFields({ missing }: { missing: Missing }) {
  const { t } = useLingui();
  const update = useUpdateTicket();
  const { data = [] } = useQuery(fieldsQuery);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const { reference, subject } = missing.ticket;
  const close = (): void => askFor(null);
  return (
    <Modal opened onClose={close} title={t`Before ${reference} is solved`} size={420}>
      <form
        className={s.properties}
        onSubmit={(event) => {
          event.preventDefault();
          close();
          update(missing.ticket, { ...missing.changes, custom: values });
        }}
      >
        <p className={s.quiet}>
          <Trans>
            Your organisation asks for this on every ticket. <b dir="auto">{subject}</b> stays open until it is filled in.
          </Trans>
        </p>
        {data
          .filter((field) => missing.keys.includes(field.key))
          .map((field) => (
            <Field key={field.id} field={field} value={values[field.key]} onChange={(value) => setValues((old) => ({ ...old, [field.key]: value }))} />
          ))}
        <Button type="submit" fullWidth disabled={missing.keys.some((key) => values[key] === undefined || values[key] === null)}>
          <Trans>Solve</Trans>
        </Button>
      </form>
    </Modal>
  );
}
