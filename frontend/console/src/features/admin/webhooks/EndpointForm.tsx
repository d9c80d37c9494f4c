import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Checkbox, Modal, Radio, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Endpoint, EndpointSecret } from '../../../api/generated/types.gen';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { FormActions } from '../FormActions';
import { Problem, refusals } from '../Section';
import { changeEndpoint, createEndpoint, endpointsQuery, kindsQuery } from './calls';
import own from './Webhooks.module.css';

interface Props {
  endpoint: Endpoint | null;
  onClose: () => void;
  onMade?: (made: EndpointSecret) => void;
}

export function EndpointForm({ endpoint, onClose, onMade }: Props) {
  const client = useQueryClient();
  const { data: known } = useQuery(kindsQuery);
  const [name, setName] = useState(endpoint?.name ?? '');
  const [url, setUrl] = useState(endpoint?.url ?? '');
  const [some, setSome] = useState((endpoint?.kinds.length ?? 0) > 0);
  const [kinds, setKinds] = useState(endpoint?.kinds ?? ['ticket.created', 'message.created']);
  const [content, setContent] = useState(endpoint?.with_content ?? false);
  const [notes, setNotes] = useState(endpoint?.with_notes ?? false);
  const save = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), url: url.trim(), kinds: some ? kinds : [], with_content: content, with_notes: notes };
      if (endpoint) await changeEndpoint(endpoint.id, body);
      return endpoint ? null : createEndpoint(body);
    },
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: endpointsQuery.queryKey });
      if (made) onMade?.(made);
      else toast(t`Webhook saved`);
      onClose();
    },
  });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={endpoint?.name ?? t`New webhook`} size={600}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label={t`Name`} description={t`So that you recognise it here.`} placeholder={t`Our shop`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
        <TextInput label={t`Address`} description={t`Where the other system takes calls. It must start with https://.`} placeholder={t`https://shop.example/janice`} value={url} onChange={(event) => setUrl(event.currentTarget.value)} error={errors.url} required maxLength={1000} inputMode="url" />
        <fieldset>
          <legend><Trans>What it hears of</Trans></legend>
          <Radio.Group aria-label={t`What it hears of`} value={some ? 'some' : 'all'} onChange={(value) => setSome(value === 'some')}>
            <div className={own.choices}>
              <Radio value="all" label={t`Everything that happens`} />
              <Radio value="some" label={t`Only what I choose`} />
            </div>
          </Radio.Group>
          {some && (
            <Checkbox.Group aria-label={t`Events`} value={kinds} onChange={setKinds} error={errors.kinds ?? (kinds.length === 0 ? t`Choose at least one.` : undefined)}>
              <div className={own.kinds}>
                {known?.map(({ kind, label }) => <Checkbox key={kind} value={kind} label={label} />)}
              </div>
            </Checkbox.Group>
          )}
        </fieldset>
        <fieldset>
          <legend><Trans>What a call holds</Trans></legend>
          <Switch checked={content} onChange={(event) => setContent(event.currentTarget.checked)} label={t`Send words and names`} description={t`Subjects, customers' names and what messages say. Without it the other system gets numbers and states, and asks for the rest itself.`} />
          <Switch checked={notes} onChange={(event) => setNotes(event.currentTarget.checked)} label={t`Tell of internal notes`} description={t`What colleagues write for each other. Leave it off unless the other system is meant to see that.`} />
        </fieldset>
        <Problem error={save.error} shown={['name', 'url', 'kinds']} />
        <FormActions save={save} words={{ save: endpoint ? t`Save` : t`Add and show the secret` }} disabled={some && kinds.length === 0} />
      </form>
    </Modal>
  );
}
