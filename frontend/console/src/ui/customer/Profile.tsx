import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { contactFieldsQuery } from '../../api/customers';
import { labelsQuery } from '../../api/tickets';
import type { Contact } from '../../api/types';
import { serverNow } from '../../lib/clock';
import { formatDate } from '../../lib/format';
import { Avatar } from '../Avatar';
import s from './Customer.module.css';
import { Field } from '../Field';
import { useTyped } from '../useTyped';
import { type Crossed, useDescribe } from './useDescribe';

const ZONES = Intl.supportedValuesOf('timeZone');

/** Who they are. Each field is saved when one leaves it; what a colleague wrote meanwhile is never lost. */
export function Profile({ contact, alone }: { contact: Contact; alone: boolean }) {
  const { t } = useLingui();
  const [crossed, setCrossed] = useState<Crossed | null>(null);
  const [turn, setTurn] = useState(0); // the next one shows what is there
  const { describe } = useDescribe(contact, setCrossed);
  const { data: labels = [] } = useQuery(labelsQuery);
  const { data: fields = [] } = useQuery(contactFieldsQuery);
  const title = contact.name || contact.identities[0]?.handle || t`Unknown`;
  return (
    <section aria-label={t`Customer`}>
      {alone ? (
        <div className={s.who}>
          <Avatar name={title} size={44} />
          <h2 dir="auto">{title}</h2>
        </div>
      ) : (
        <h3>
          <Trans>Customer</Trans>
          <Link to="/contacts/{-$contactId}" params={{ contactId: String(contact.id) }} className={s.link}>
            <Trans>Open their page</Trans>
          </Link>
        </h3>
      )}
      {contact.zone && (
        <p className={s.quiet}>
          <Trans>There it is now {formatDate(serverNow(), 'weekdayTime', contact.zone)}</Trans>
        </p>
      )}
      {crossed && (
        <Crossing
          crossed={crossed}
          onTheirs={() => {
            setCrossed(null);
            setTurn(turn + 1);
          }}
          onMine={() => {
            setCrossed(null);
            describe(crossed.mine);
          }}
        />
      )}
      <div className={s.fields}>
        <Typed key={`n${turn}`} label={t`Name`} now={contact.name} most={200} onDone={(name, from) => describe({ name }, { name: from })} />
        <Typed key={`t${turn}`} label={t`Notes`} about={t`Only your colleagues see them.`} now={contact.notes} most={20_000} long onDone={(notes, from) => describe({ notes }, { notes: from })} />
        <Checkbox size="xs" label={t`VIP: their tickets come first`} checked={contact.vip} onChange={(event) => describe({ vip: event.currentTarget.checked })} />
        <TagsInput label={t`Labels of the customer`} placeholder={contact.labels.length ? '' : t`None`} data={labels.filter((label) => !label.archived).map((label) => label.name)} value={contact.labels} onChange={(next) => describe({ labels: next })} splitChars={[',']} acceptValueOnBlur maxTags={20} />
        <Typed key={`l${turn}`} label={t`Language`} about={t`As a code: de, fr, pt-BR.`} now={contact.language} most={20} onDone={(language, from) => describe({ language }, { language: from })} />
        <Select label={t`Time zone`} placeholder={t`Not known`} data={ZONES.includes(contact.zone) || !contact.zone ? ZONES : [contact.zone, ...ZONES]} value={contact.zone || null} onChange={(zone) => describe({ zone: zone ?? '' })} searchable clearable limit={40} clearButtonProps={{ 'aria-label': t`No time zone` }} />
        {fields.filter((field) => !field.archived).map((field) => <Field key={`${field.id} ${turn}`} field={field} value={contact.custom[field.key]} onChange={(value, from) => describe({ custom: { [field.key]: value } }, from === undefined ? undefined : { custom: { [field.key]: from } })} />)}
      </div>
    </section>
  );
}

/** Both versions, side by side: nothing is lost until somebody chooses. */
function Crossing({ crossed, onMine, onTheirs }: { crossed: Crossed; onMine: () => void; onTheirs: () => void }) {
  const shown = (values: object): string => Object.values(values).map((value) => (typeof value === 'object' && value !== null ? Object.values(value as object).join(', ') : String(value))).join(', ') || '—';
  return (
    <div className={s.crossed} role="alert">
      <Trans>{crossed.by} changed this while you did. Now it says:</Trans>
      <blockquote dir="auto">{shown(crossed.now)}</blockquote>
      <Trans>You wrote:</Trans>
      <blockquote dir="auto">{shown(crossed.mine)}</blockquote>
      <div className={s.row}>
        <Button size="compact-xs" onClick={onMine}>
          <Trans>Save mine</Trans>
        </Button>
        <Button size="compact-xs" variant="default" onClick={onTheirs}>
          <Trans>Keep what is there</Trans>
        </Button>
      </div>
    </div>
  );
}

interface TypedProps {
  label: string;
  about?: string;
  now: string;
  most: number;
  long?: boolean;
  onDone: (text: string, from: string) => void;
}
function Typed({ label, about, now, most, long = false, onDone }: TypedProps) {
  const { t } = useLingui();
  const { text, set, done } = useTyped(now, onDone);
  const common = { label, placeholder: t`None`, dir: 'auto', maxLength: most, value: text, onBlur: done, ...(about ? { description: about } : {}) };
  if (long) return <Textarea {...common} autosize minRows={1} maxRows={10} onChange={(event) => set(event.currentTarget.value)} />;
  return <TextInput {...common} onChange={(event) => set(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()} />;
}
