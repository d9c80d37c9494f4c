import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { type Way, writeFirst } from '../../api/customers';
import { explain } from '../../api/http';
import type { Contact } from '../../api/types';
import s from './Customer.module.css';

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** A first word to somebody who did not ask: it opens a ticket of theirs. */
export default function WriteFirst({ contact, way, onClose }: { contact: Contact; way: Way; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const paragraphs = text.split(/\n{2,}/).map((one) => `<p>${escaped(one).replace(/\n/g, '<br>')}</p>`);
  const send = useMutation({
    mutationFn: () => writeFirst(contact.id, { channel_id: way.channel?.id ?? 0, identity_id: way.identity.id, subject, body_html: paragraphs.join('') }, key),
    onSuccess: (ticket) => {
      onClose();
      void navigate({ to: '/inbox/$view/$ticketId', params: { view: 'all', ticketId: String(ticket.id) } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t`Write to ${way.identity.handle}`} size={560}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <p className={s.quiet}>
          <Trans>It leaves as {way.channel?.name} and opens a new ticket that waits for their answer.</Trans>
        </p>
        <TextInput label={t`Subject`} value={subject} onChange={(event) => setSubject(event.currentTarget.value)} maxLength={500} required data-autofocus />
        <Textarea label={t`Message`} value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={6} maxRows={16} required dir="auto" />
        {send.error && <p role="alert">{explain(send.error)}</p>}
        <div>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={send.isPending}>
            <Trans>Send</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}
