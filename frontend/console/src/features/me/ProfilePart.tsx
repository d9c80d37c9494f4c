import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo, useState } from 'react';

import { isLanguage, LANGUAGES, setLanguage } from '../../lib/language';
import { Avatar } from '../../ui/Avatar';
import { useMe } from '../../ui/names';
import s from './Me.module.css';
import { Part } from './Part';
import { useSave } from './useSave';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ProfilePart() {
  const { t } = useLingui();
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [signature, setSignature] = useState(me.signature);
  const [language, setChosen] = useState(me.language);
  const [zone, setZone] = useState(me.zone);
  const save = useSave(t`Your profile is saved`);
  const zones = useMemo(() => [...new Set([HERE, 'UTC', ...Intl.supportedValuesOf('timeZone')])], []);
  const changed = name !== me.name || signature !== me.signature || language !== me.language || zone !== me.zone;
  return (
    <Part title={t`Profile`} about={t`Who you are to customers and colleagues.`}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ name, signature, zone, ...(language === '' || isLanguage(language) ? { language } : {}) }, { onSuccess: (next) => void setLanguage(next.language, next.organisation.language) });
        }}
      >
        <div className={s.who}>
          <Avatar name={name} size={48} />
          <div>
            <b dir="auto">{name}</b>
            <small>
              {me.username} · {me.email}
            </small>
          </div>
        </div>
        <TextInput label={t`Name`} description={t`As customers and colleagues see it. Your initials are made from it.`} value={name} onChange={(event) => setName(event.currentTarget.value)} required withAsterisk={false} maxLength={120} />
        <Textarea label={t`Signature`} description={t`Stands below your replies by e-mail.`} autosize minRows={3} maxRows={10} value={signature} onChange={(event) => setSignature(event.currentTarget.value)} />
        <div className={s.pair}>
          <Select
            label={t`Language`}
            description={t`Of this console, not of your replies.`}
            data={[{ value: '', label: t`As my browser` }, ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))]}
            value={language}
            onChange={(value) => setChosen(value ?? '')}
            allowDeselect={false}
          />
          <Select
            label={t`Time zone`}
            description={t`Your quiet hours are in it.`}
            data={[{ value: '', label: t`As the organisation` }, ...zones]}
            value={zone}
            onChange={(value) => setZone(value ?? '')}
            searchable
            limit={60}
            allowDeselect={false}
            nothingFoundMessage={t`No such place. One looks like Europe/Berlin.`}
          />
        </div>
        <div className={s.actions}>
          <Button type="submit" disabled={!changed || !name.trim()} loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Part>
  );
}
