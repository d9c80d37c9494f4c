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

/** Where a reply is on its way, and what the agent can do about it. */
export function DeliveryLine({ message, delivery: d, onRestore }: { message: Message; delivery: Delivery; onRestore: (message: Message) => void }) {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ act }: { act: () => Promise<Message>; undo?: boolean }) => act(),
    onSuccess: (next, { undo }) => {
      applyMessages(client, [next]);
      if (!undo) return;
      onRestore(message);
      toast('Taken back. Your words are in the composer again.');
    },
    onError: (error) => toastError(error),
  });
  const button = (label: string, act: () => Promise<Message>, undo = false): ReactNode => (
    <Button key={label} size="compact-xs" variant={undo ? 'subtle' : 'default'} disabled={isPending} onClick={() => mutate({ act, undo })}>
      {label}
    </Button>
  );
  const undo = (): ReactNode => button('Undo', () => undoDelivery(d.id), true);
  switch (d.state) {
    case 'queued':
      return <Queued delivery={d} undo={undo} />;
    case 'sending':
      return <Line icon={<IconSend size={13} />}>Sending…</Line>;
    case 'sent':
      return <Line icon={<IconCheck size={13} />}>Sent</Line>;
    case 'delivered':
      return <Line icon={<IconChecks size={13} />}>Delivered</Line>;
    case 'read':
      return (
        <Line icon={<IconChecks size={13} />} tone="read">
          Read
        </Line>
      );
    case 'cancelled':
      return null;
    case 'failed':
      return (
        <Line icon={<IconAlertCircle size={13} />} tone="failed" buttons={button('Retry', () => retryDelivery(d.id))}>
          Not delivered{d.error || d.error_code ? `: ${d.error || d.error_code}` : ''}
        </Line>
      );
    case 'unknown':
      return (
        <Line
          icon={<IconHelpCircle size={13} />}
          tone="unknown"
          buttons={[button('Mark as sent', () => decideDelivery(d.id, 'sent')), button('Send again', () => decideDelivery(d.id, 'resend'))]}
        >
          May have been sent: the connection broke before the answer came
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
        <span className="num">Sending in {left} s</span>
      </Line>
    );
  }
  if (d.attempt > 0 && d.next_attempt_at) {
    return (
      <Line icon={<IconClock size={13} />} tone="unknown">
        Not sent yet{d.error ? ` (${d.error})` : ''}. Next try at {clockTime(d.next_attempt_at)}
      </Line>
    );
  }
  return <Line icon={<IconSend size={13} />}>Sending…</Line>;
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
