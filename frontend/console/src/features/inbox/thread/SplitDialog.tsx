import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconArrowsSplit } from '@tabler/icons-react';

import type { Message } from '../../../api/types';
import { explain } from '../../../api/http';
import { useMe } from '../../../ui/names';
import { toast } from '../../../ui/toast';
import { split } from '../header/joining';
import s from './MessageMenu.module.css';

/** This message and what followed become a ticket of their own: said before it happens. */
export default function SplitDialog({ message: m, onClose }: { message: Message; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useMe();
  const run = useMutation({
    mutationFn: () => split(m.ticket_id, m.id, { client, me: me.id }),
    onSuccess: (row) => {
      toast(t`${row.reference} is a ticket of its own`);
      onClose();
      void navigate({ to: '/inbox/$view/$ticketId', params: { view: 'all', ticketId: String(row.id) } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t`Split the conversation here`}>
      <div className={s.ask}>
        <blockquote dir="auto">
          <b>{m.author.name}</b>: {(m.reply_text || m.body_text).slice(0, 300)}
        </blockquote>
        <p><Trans>This message and everything after it move to a new ticket, with its own number and its own promise: the time to answer counts from when this message came. What was said before stays here.</Trans></p>
        {run.error && <p role="alert">{explain(run.error)}</p>}
        <div className={s.buttons}>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button leftSection={<IconArrowsSplit size={15} />} loading={run.isPending} onClick={() => run.mutate()} data-autofocus>
            <Trans>Make it a ticket of its own</Trans>
          </Button>
        </div>
      </div>
    </Modal>
  );
}
