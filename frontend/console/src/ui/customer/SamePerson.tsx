import { msg } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';

import { keepApart, mayBeOne, mergedQuery, type Suggestion, suggestionsQuery, unmergeContact } from '../../api/customers';
import type { Contact } from '../../api/types';
import { formatDate } from '../../lib/format';
import { spoken } from '../../lib/language';
import { toast, toastError } from '../toast';
import s from './Customer.module.css';

const MergePeople = lazy(() => import('./MergePeople'));
const STRENGTH = spoken<Suggestion['strength']>({ likely: msg`Probably the same person`, possible: msg`Perhaps the same person`, weak: msg`A faint likeness` });

/** Who may be the same person, with reasons; and who was made one with them, to be parted again. */
export function SamePerson({ contact }: { contact: Contact }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data: found = [] } = useQuery(suggestionsQuery(contact.id, contact.version));
  const { data: merged = [] } = useQuery(mergedQuery(contact.id, contact.version));
  const [source, setSource] = useState<number | null>(null);
  const again = (): void => void client.invalidateQueries({ queryKey: ['contact', contact.id] });
  const apart = useMutation({
    mutationFn: (other: number) => keepApart(contact.id, other),
    onSuccess: (_, other) => {
      again();
      toast(t`They stay two people`, { undo: () => void mayBeOne(contact.id, other).then(again, (error: unknown) => toastError(error)) });
    },
    onError: (error) => toastError(error),
  });
  const part = useMutation({
    mutationFn: (other: number) => unmergeContact(contact.id, other),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['contact'] });
      void client.invalidateQueries({ queryKey: ['people'] });
      toast(t`They are two again`);
    },
    onError: (error) => toastError(error),
  });
  if (!found.length && !merged.length) return null;
  return (
    <section aria-label={t`Same person?`}>
      {found.length > 0 && (
        <>
          <h3>
            <Trans>Same person?</Trans>
          </h3>
          <ul className={s.list}>
            {found.slice(0, 3).map(({ contact: other, strength, reasons }) => (
              <li key={other.id} className={s.card}>
                <b dir="auto">{other.name || other.identities[0]?.handle || t`Unknown`}</b>
                <p className={s.quiet}>{STRENGTH[strength]}</p>
                <ul>
                  {reasons.map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
                <div className={s.row}>
                  <Button size="compact-xs" variant="light" onClick={() => setSource(other.id)}>
                    <Trans>Compare and merge…</Trans>
                  </Button>
                  <Button size="compact-xs" variant="default" onClick={() => apart.mutate(other.id)}>
                    <Trans>These are two people</Trans>
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      {merged.map((one) => (
        <p key={one.source_id} className={s.quiet}>
          <Trans>
            {one.name || t`Somebody`} was merged into them on {formatDate(one.at, 'date')}
          </Trans>{' '}
          (<Plural value={one.tickets} one="# ticket" other="# tickets" />, {one.by ?? t`by the network's word`}){' '}
          <Button size="compact-xs" variant="subtle" loading={part.isPending} onClick={() => part.mutate(one.source_id)}>
            <Trans>Part them again</Trans>
          </Button>
        </p>
      ))}
      {source !== null && (
        <Suspense>
          <MergePeople intoId={contact.id} sourceId={source} onClose={() => setSource(null)} />
        </Suspense>
      )}
    </section>
  );
}
