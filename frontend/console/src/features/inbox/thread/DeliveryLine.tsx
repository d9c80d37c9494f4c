import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconAlertCircle, IconCheck, IconChecks, IconClock, IconHelpCircle, IconSend } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import { decideDelivery, retryDelivery, undoDelivery } from '../../../api/calls';
import type { Delivery, Message } from '../../../api/types';
import { useNow } from '../../../lib/clock';
import { applyMessages } from '../../../live/patch';
import { toast, toastError } from '../../../ui/toast';
import { clockTime } from './dates';
import s from './Message.module.css';

export type TakeBack = <T>(ticketId: number, work: () => Promise<T>) => Promise<T>;

/** Where a reply is on its way, and what the agent can do about it. */
export function DeliveryLine({ message, delivery: d, takeBack }: { message: Message; delivery: Delivery; takeBack: TakeBack }) {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ act }: { act: () => Promise<Message>; undo?: boolean }) => act(),
    onSuccess: (next, { undo }) => {
      applyMessages(client, [next]);
      if (undo) toast(t`Taken back. Your words are in the composer again.`);
    },
    onError: (error) => toastError(error),
  });
  const button = (label: string, act: () => Promise<Message>, undo = false): ReactNode => (
    <Button key={label} size="compact-xs" variant={undo ? 'subtle' : 'default'} disabled={isPending} onClick={() => mutate({ act, undo })}>
      {label}
    </Button>
  );
  const undo = (): ReactNode => button(t`Undo`, () => takeBack(message.ticket_id, () => undoDelivery(d.id)), true);
  switch (d.state) {
    case 'queued':
      return <Queued delivery={d} undo={undo} />;
    case 'sending':
      return <Line icon={<IconSend size={13} />}><Trans>Sending…</Trans></Line>;
    case 'sent':
      return <Line icon={<IconCheck size={13} />}><Trans>Sent</Trans></Line>;
    case 'delivered':
      return <Line icon={<IconChecks size={13} />}><Trans>Delivered</Trans></Line>;
    case 'read':
      return (
        <Line icon={<IconChecks size={13} />} tone="read">
          <Trans>Read</Trans>
        </Line>
      );
    case 'cancelled':
      return null;
    case 'failed':
      return (
        <Line icon={<IconAlertCircle size={13} />} tone="failed" buttons={button(t`Retry`, () => retryDelivery(d.id))}>
          {d.error || d.error_code ? t`Not delivered: ${d.error || d.error_code}` : t`Not delivered`}
        </Line>
      );
    case 'unknown':
      return (
        <Line
          icon={<IconHelpCircle size={13} />}
          tone="unknown"
          buttons={[button(t`Mark as sent`, () => decideDelivery(d.id, 'sent')), button(t`Send again`, () => decideDelivery(d.id, 'resend'))]}
        >
          <Trans>May have been sent: the connection broke before the answer came</Trans>
        </Line>
      );
  }
}

function Queued({ delivery: d, undo }: { delivery: Delivery; undo: () => ReactNode }) {
  const now = useNow();
  const left = d.undo_until ? Math.ceil((Date.parse(d.undo_until) - now) / 1000) : 0;
  if (left > 0) {
    return (
      <Line icon={<IconClock size={13} />} buttons={undo()}>
        <span className="num">
          <Trans>Sending in {left} s</Trans>
        </span>
      </Line>
    );
  }
  if (d.attempt > 0 && d.next_attempt_at) {
    return (
      <Line icon={<IconClock size={13} />} tone="unknown">
        {d.error ? t`Not sent yet (${d.error}). Next try at ${clockTime(d.next_attempt_at)}` : t`Not sent yet. Next try at ${clockTime(d.next_attempt_at)}`}
      </Line>
    );
  }
  return <Line icon={<IconSend size={13} />}><Trans>Sending…</Trans></Line>;
}

function Line({ icon, tone, buttons, children }: { icon: ReactNode; tone?: 'read' | 'failed' | 'unknown'; buttons?: ReactNode; children: ReactNode }) {
  return (
    <footer className={s.delivery} data-tone={tone}>
      <span>
        <i aria-hidden>{icon}</i> <span>{children}</span>
      </span>
      {buttons && <span className={s.buttons}>{buttons}</span>}
    </footer>
  );
}
