import { msg } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, Radio, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { contactFieldsQuery, type ContactRow, mergeContact, mergePreviewQuery, unmergeContact } from '../../api/customers';
import { explain } from '../../api/http';
import { spoken } from '../../lib/language';
import { toast, toastError } from '../toast';
import s from './Customer.module.css';

const FIELDS = spoken<string>({ name: msg`Name`, language: msg`Language`, zone: msg`Time zone`, vip: msg`VIP`, labels: msg`Labels`, notes: msg`Notes` });
const shown = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : value === true ? '✓' : value === false || value == null || value === '' ? '—' : String(value));

/** What would go where, before it does; which value wins where both have one. It can be taken back. */
export default function MergePeople({ intoId, sourceId, onClose }: { intoId: number; sourceId: number; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data, error } = useQuery(mergePreviewQuery(intoId, sourceId));
  const { data: fields = [] } = useQuery(contactFieldsQuery);
  const [choose, setChoose] = useState<Record<string, 'source' | 'into'>>({});
  const again = (): void => {
    void client.invalidateQueries({ queryKey: ['contact'] });
    void client.invalidateQueries({ queryKey: ['people'] });
  };
  const merge = useMutation({
    mutationFn: () => mergeContact(intoId, { source_id: sourceId, choose }),
    onSuccess: () => {
      again();
      onClose();
      toast(t`They are one person now`, { undo: () => void unmergeContact(intoId, sourceId).then(again, (failed: unknown) => toastError(failed)) });
    },
    onError: (failed) => toastError(failed),
  });
  const named = (contact: ContactRow): string => contact.name || contact.identities[0]?.handle || t`Unknown`;
  const label = (name: string): string => FIELDS[name] ?? fields.find((field) => `custom.${field.key}` === name)?.label ?? name.replace('custom.', '');
  return (
    <Modal opened onClose={onClose} title={t`Two who are one person`} size={640}>
      {error && <p role="alert">{explain(error)}</p>}
      {!data && !error && <Skeleton height={160} />}
      {data && (
        <div className={s.form}>
          <p className={s.quiet}>
            <Trans>
              Everything of <b dir="auto">{named(data.source)}</b> goes to <b dir="auto">{named(data.into)}</b>:
            </Trans>{' '}
            <bdi dir="ltr">{data.source.identities.map((identity) => identity.handle).join(', ') || '—'}</bdi>, <Plural value={data.tickets} one="# ticket" other="# tickets" />. <Trans>You can part them again later: exactly what came goes back.</Trans>
          </p>
          {data.fields.length > 0 && (
            <table className={s.table}>
              <thead>
                <tr>
                  <th scope="col">
                    <Trans>What differs</Trans>
                  </th>
                  <th scope="col" dir="auto">{named(data.into)}</th>
                  <th scope="col" dir="auto">{named(data.source)}</th>
                </tr>
              </thead>
              <tbody>
                {data.fields.map((field) => (
                  <tr key={field.name}>
                    <th scope="row">{label(field.name)}</th>
                    {(['into', 'source'] as const).map((side) => (
                      <td key={side}>
                        {field.choice ? (
                          <Radio size="xs" name={field.name} label={shown(field[side])} checked={(choose[field.name] ?? 'into') === side} onChange={() => setChoose((old) => ({ ...old, [field.name]: side }))} />
                        ) : (
                          shown(field[side])
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <p className={s.quiet}>
            <Trans>Where only one has something, it is kept. Notes and labels of both are kept.</Trans>
          </p>
          <div>
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button loading={merge.isPending} onClick={() => merge.mutate()}>
              <Trans>Merge them</Trans>
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
