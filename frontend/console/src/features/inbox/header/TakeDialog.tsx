import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Modal } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';

import type { TicketRow } from '../../../api/types';
import s from './Header.module.css';

/** The whole ticket on paper or in a file. The server writes down who took it. */
export default function TakeDialog({ ticket, onClose }: { ticket: TicketRow; onClose: () => void }) {
  const { t } = useLingui();
  const [notes, setNotes] = useState(false);
  const address = (type: 'html' | 'json' | 'zip'): string => `/api/v1/tickets/${ticket.id}/export?${new URLSearchParams({ type, notes: String(notes), zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}`;
  const print = (): void => {
    const page = window.open(address('html'), '_blank');
    page?.addEventListener('load', () => page.print());
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t`Print or export ${ticket.reference}`} size={460}>
      <div className={s.form}>
        <p className={s.about}>
          <Trans>The whole conversation with names, dates and files, also what is not on the screen. That you took it is written down on the ticket.</Trans>
        </p>
        <Checkbox size="xs" label={t`With internal notes`} description={t`They are for colleagues only: leave them out of what a customer may see.`} checked={notes} onChange={(event) => setNotes(event.currentTarget.checked)} />
        <Button leftSection={<IconPrinter size={15} />} onClick={print} data-autofocus>
          <Trans>Print, or save as PDF</Trans>
        </Button>
        <Button component="a" href={address('zip')} download variant="default" leftSection={<IconDownload size={15} />} onClick={onClose}>
          <Trans>Everything in one ZIP, with files and original mails</Trans>
        </Button>
        <Button component="a" href={address('json')} download variant="default" leftSection={<IconDownload size={15} />} onClick={onClose}>
          <Trans>JSON, for another program</Trans>
        </Button>
      </div>
    </Modal>
  );
}
