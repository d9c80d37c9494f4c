import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { eraseContact, erasePreviewQuery } from '../../api/customers';
import { ApiError, explain } from '../../api/http';
import { formatList } from '../../lib/format';
import { toast } from '../toast';
import { fileSize } from '../words';
import s from './Customer.module.css';

const plain = (words: string): string => words.trim().replace(/\s+/g, ' ').toLocaleLowerCase();

/** What would go for good with a customer, and the name to be typed before it does. */
export default function ErasePerson({ id, onClose, onErased }: { id: number; onClose: () => void; onErased: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data, error } = useQuery(erasePreviewQuery(id));
  const [confirm, setConfirm] = useState('');
  const [reason, setReason] = useState('');
  const erase = useMutation({
    mutationFn: () => eraseContact(id, { confirm, reason }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['people'] });
      toast(t`They are being erased. It is done within a few minutes.`);
      onErased();
    },
  });
  const held = (data?.held_by.length ?? 0) > 0;
  const refused = erase.error instanceof ApiError ? erase.error.fields.confirm : undefined;
  return (
    <Modal opened onClose={onClose} title={t`Erase this customer for good`} size={520}>
      {error && <p role="alert">{explain(error)}</p>}
      {!data && !error && <Skeleton height={180} />}
      {data && (
        <form
          className={s.form}
          onSubmit={(event) => {
            event.preventDefault();
            erase.mutate();
          }}
        >
          <p className={s.quiet}>
            <Trans>For people who ask to be forgotten. It cannot be undone, not even by an administrator.</Trans>
          </p>
          <div className={s.card}>
            <b>
              <Trans>This goes:</Trans>
            </b>
            <ul>
              <li>
                <Trans>Their name, notes, labels, fields and consent</Trans>
                {data.handles.length > 0 && <>: <bdi>{formatList(data.handles)}</bdi></>}
              </li>
              <li>
                <Plural value={data.tickets} _0="No ticket: they have none" one="Every word in # ticket, with notes and drafts" other="Every word in # tickets, with notes and drafts" /> (<Plural value={data.messages} one="# message" other="# messages" />, <Plural value={data.files} one="# file" other="# files" />
                {data.files > 0 && `, ${fileSize(data.bytes)}`})
              </li>
              {data.open_tickets > 0 && (
                <li>
                  <b>
                    <Plural value={data.open_tickets} one="# of these tickets is open and closes without an answer" other="# of these tickets are open and close without an answer" />
                  </b>
                </li>
              )}
              {data.elsewhere > 0 && (
                <li>
                  <Plural value={data.elsewhere} one="# message of theirs on another customer’s ticket" other="# messages of theirs on other customers’ tickets" />
                </li>
              )}
            </ul>
          </div>
          <p className={s.quiet}>
            <Trans>This stays, without their words: that there were tickets, when, and whether promises were kept. What others wrote about them stays too, and so do copies on their network and in your backups until these are replaced. If they write again, they are somebody new.</Trans>
          </p>
          {held ? (
            <p role="alert" className={s.crossed}>
              <Trans>The label “legal-hold” is on {formatList(data.held_by)}. While it is there, nothing can be erased.</Trans>
            </p>
          ) : data.erasing ? (
            <p role="status" className={s.crossed}>
              <Trans>They are being erased already.</Trans>
            </p>
          ) : (
            <>
              <TextInput label={t`Why?`} description={t`Stands in the audit, so name nobody.`} placeholder={t`Asked by letter on May 3`} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={200} data-autofocus />
              <TextInput label={<Trans>Type “{data.name}” to confirm</Trans>} value={confirm} onChange={(event) => setConfirm(event.currentTarget.value)} maxLength={320} autoComplete="off" dir="auto" error={refused} required />
              {erase.error && !refused && <p role="alert">{explain(erase.error)}</p>}
            </>
          )}
          <div>
            <Button variant="default" onClick={onClose}>
              {held || data.erasing ? <Trans>Close</Trans> : <Trans>Cancel</Trans>}
            </Button>
            {!held && !data.erasing && (
              <Button type="submit" color="red" loading={erase.isPending} disabled={plain(confirm) !== plain(data.name)}>
                <Trans>Erase for good</Trans>
              </Button>
            )}
          </div>
        </form>
      )}
    </Modal>
  );
}
