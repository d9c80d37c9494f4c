import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { consentQuery, type Purpose, sayConsent } from '../../api/customers';
import { explain } from '../../api/http';
import { contactQuery } from '../../api/queries';
import type { Contact } from '../../api/types';
import { formatDate } from '../../lib/format';
import { spoken } from '../../lib/language';
import s from './Customer.module.css';

const PURPOSES = spoken<Purpose['purpose']>({
  surveys: msg`We may ask how it was`,
  messages: msg`We may write first`,
  quote: msg`We may quote them in public`,
  data: msg`We may use what they told us for more than the answer`,
});

/** What they allow. Each yes and no is kept for good, with how they said so and who wrote it down. */
export function Consent({ contact }: { contact: Contact }) {
  const { t } = useLingui();
  const { data, error } = useQuery(consentQuery(contact.id, contact.version));
  const [asked, setAsked] = useState<Purpose | null>(null);
  const stand = (given: boolean | null): string => (given === null ? t`They never said` : given ? t`Yes` : t`No`);
  return (
    <section aria-label={t`What they allow`}>
      <h3>
        <Trans>What they allow</Trans>
      </h3>
      {error && <p role="alert">{explain(error)}</p>}
      <ul className={s.list}>
        {data?.now.map((purpose) => (
          <li key={purpose.purpose} className={s.line}>
            <div>
              {PURPOSES[purpose.purpose]}
              <small>
                <b>{stand(purpose.given)}</b>
                {purpose.said && <> · {formatDate(purpose.said.at, 'date')} · {purpose.said.source}{purpose.said.by && <> · {purpose.said.by}</>}</>}
              </small>
            </div>
            <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setAsked(purpose)} aria-label={t`Change: ${PURPOSES[purpose.purpose]}`}>
              <Trans>Change</Trans>
            </Button>
          </li>
        ))}
      </ul>
      {asked && <Say contact={contact} purpose={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

function Say({ contact, purpose, onClose }: { contact: Contact; purpose: Purpose; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data } = useQuery(consentQuery(contact.id, contact.version));
  const [given, setGiven] = useState(purpose.given === true ? 'no' : 'yes');
  const [source, setSource] = useState('');
  const [note, setNote] = useState('');
  const save = useMutation({
    mutationFn: () => sayConsent(contact.id, { purpose: purpose.purpose, given: given === 'yes', source, note }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: contactQuery(contact.id).queryKey });
      onClose();
    },
  });
  const before = data?.history.filter((said) => said.purpose === purpose.purpose) ?? [];
  return (
    <Modal opened onClose={onClose} title={PURPOSES[purpose.purpose]} size={480}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <SegmentedControl aria-label={t`What they said`} data={[{ value: 'yes', label: t`They said yes` }, { value: 'no', label: t`They said no` }]} value={given} onChange={setGiven} />
        <TextInput label={t`How did they say so?`} placeholder={t`By phone, in a form, in a message`} value={source} onChange={(event) => setSource(event.currentTarget.value)} maxLength={200} required data-autofocus />
        <TextInput label={t`Note`} value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={500} />
        {before.length > 0 && (
          <ul className={s.list} aria-label={t`What they said before`}>
            {before.map((said) => (
              <li key={said.id} className={s.quiet}>
                {said.given ? t`Yes` : t`No`} · {formatDate(said.at, 'yearMoment')} · {said.source} · {said.by ?? t`themselves`} {said.note}
              </li>
            ))}
          </ul>
        )}
        {save.error && <p role="alert">{explain(save.error)}</p>}
        <div>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={save.isPending}>
            <Trans>Write it down</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}
