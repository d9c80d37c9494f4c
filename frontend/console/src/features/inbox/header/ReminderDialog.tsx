import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../../api/http';
import { remind, reminderQuery } from '../../../api/tickets';
import type { TicketRow } from '../../../api/types';
import { toast } from '../../../ui/toast';
import WhenInput from '../../../ui/WhenInput';
import { inDays, snoozeChoices } from '../snooze';
import { shortTime } from '../thread/dates';
import s from './Header.module.css';

/** A reminder for me alone; the ticket stays where it is. */
export default function ReminderDialog({ ticket, onClose }: { ticket: TicketRow; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [now] = useState(() => new Date());
  const choices = [...snoozeChoices(now).slice(0, 2), { label: t`In 3 days`, at: inDays(now, 3) }, { label: t`In a week`, at: inDays(now, 7) }, { label: t`In 4 weeks`, at: inDays(now, 28) }];
  const [at, setAt] = useState<Date | null>(() => inDays(now, 3));
  const [chosen, setChosen] = useState(0);
  const [note, setNote] = useState('');
  const [unless, setUnless] = useState(true);
  const save = useMutation({
    mutationFn: () => remind(ticket.id, { at: at!.toISOString(), note: note.trim(), unless_answered: unless }),
    onSuccess: (reminder) => {
      client.setQueryData(reminderQuery(ticket.id).queryKey, reminder);
      toast(t`You will be reminded of ${ticket.reference} ${shortTime(reminder.at)}`);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t`Remind me of ${ticket.reference}`} size={420}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className={s.about}>
          <Trans>You get a notification then. Nobody else sees this, and the ticket stays as it is; to put it out of sight until then, snooze it.</Trans>
        </p>
        <div className={s.quick} role="group" aria-label={t`When`}>
          {choices.map((choice) => (
            <Button key={choice.label} variant="default" aria-pressed={at?.getTime() === choice.at.getTime()} onClick={() => (setAt(choice.at), setChosen(chosen + 1))}>
              {choice.label}
            </Button>
          ))}
        </div>
        <WhenInput key={chosen} label={t`Or at another time`} first={at} onChange={setAt} />
        <TextInput label={t`What for`} placeholder={t`for example: ask the warehouse`} value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={300} dir="auto" data-autofocus />
        <Checkbox size="xs" label={t`Not if the customer answers before`} checked={unless} onChange={(event) => setUnless(event.currentTarget.checked)} />
        {save.error && (
          <p className={s.caution} role="alert">
            {explain(save.error)}
          </p>
        )}
        <Button type="submit" fullWidth loading={save.isPending} disabled={!at}>
          <Trans>Remind me</Trans>
        </Button>
      </form>
    </Modal>
  );
}
