import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconLinkPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { explain } from '../../../api/http';
import { type LinkKind, linkTicket } from '../../../api/tickets';
import type { TicketRow } from '../../../api/types';
import { spoken } from '../../../lib/language';
import { toast } from '../../../ui/toast';
import { LINKED } from '../side/linked';
import { FindTicket } from './FindTicket';
import s from './Header.module.css';

const KINDS: readonly LinkKind[] = ['related', 'duplicate_of', 'caused_by', 'causes', 'child_of', 'parent_of'];

/** Says that two tickets belong together, and how; both show it. */
export default function LinkDialog({ ticket, onClose }: { ticket: TicketRow; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [other, setOther] = useState<TicketRow | null>(null);
  const [kind, setKind] = useState<LinkKind>('related');
  const link = useMutation({
    mutationFn: (row: TicketRow) => linkTicket(ticket.id, { ticket_id: row.id, kind }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['links'] });
      void client.invalidateQueries({ queryKey: ['timeline', ticket.id] });
      toast(t`${ticket.reference} and ${made.ticket.reference} are linked`);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t`Link ${ticket.reference} to another ticket`} size={520}>
      <p className={s.about}>
        <Trans>Both tickets stay as they are, and each shows the other. To make one of two, merge them.</Trans>
      </p>
      <Select label={t`${ticket.reference} is`} data={KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))} value={kind} onChange={(value) => value && setKind(value as LinkKind)} allowDeselect={false} mb={10} />
      <FindTicket ticket={ticket} chosen={other} onChoose={setOther} />
      {link.error && (
        <p className={s.caution} role="alert">
          {explain(link.error)}
        </p>
      )}
      <Button fullWidth mt={12} disabled={!other} loading={link.isPending} leftSection={<IconLinkPlus size={15} />} onClick={() => other && link.mutate(other)}>
        {other ? `${LINKED[kind]} ${other.reference}` : t`Choose a ticket`}
      </Button>
    </Modal>
  );
}

const KIND_WORDS = spoken<LinkKind>({
  related: msg`about the same matter`,
  duplicate_of: msg`a duplicate of the other`,
  duplicated_by: msg`the one that the other repeats`,
  causes: msg`the cause of the other`,
  caused_by: msg`caused by the other`,
  parent_of: msg`the whole of which the other is a part`,
  child_of: msg`a part of the other`,
});
