import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconBell, IconX } from '@tabler/icons-react';

import { forgetReminder, reminderQuery } from '../../../api/tickets';
import type { TicketRow } from '../../../api/types';
import { toast, toastError } from '../../../ui/toast';
import { fullTime, shortTime } from '../thread/dates';
import s from './Side.module.css';

/** My own reminder of this ticket, where I made one. */
export function MyReminder({ ticket }: { ticket: TicketRow }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data: reminder } = useQuery(reminderQuery(ticket.id));
  const forget = useMutation({
    mutationFn: () => forgetReminder(ticket.id),
    onSuccess: () => {
      client.setQueryData(reminderQuery(ticket.id).queryKey, null);
      toast(t`You will not be reminded of ${ticket.reference}`);
    },
    onError: (error) => toastError(error),
  });
  if (!reminder) return null;
  return (
    <section aria-label={t`Your reminder`} className={s.reminder}>
      <IconBell size={15} aria-hidden />
      <p title={fullTime(reminder.at)}>
        {reminder.unless_answered ? (
          <Trans>
            You are reminded <b>{shortTime(reminder.at)}</b>, unless the customer answers
          </Trans>
        ) : (
          <Trans>
            You are reminded <b>{shortTime(reminder.at)}</b>
          </Trans>
        )}
        {reminder.note && <q dir="auto">{reminder.note}</q>}
      </p>
      <Tooltip label={t`Do not remind me`}>
        <ActionIcon size={24} aria-label={t`Do not remind me`} loading={forget.isPending} onClick={() => forget.mutate()}>
          <IconX size={14} />
        </ActionIcon>
      </Tooltip>
    </section>
  );
}
