import { Button, Checkbox, Modal, Radio, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Endpoint, EndpointSecret } from '../../../api/generated/types.gen';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
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
      else toast('Webhook saved');
      onClose();
    },
  });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={endpoint?.name ?? 'New webhook'} size={600}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label="Name" description="So that you recognise it here." placeholder="Our shop" value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
        <TextInput label="Address" description="Where the other system takes calls. It must start with https://." placeholder="https://shop.example/janice" value={url} onChange={(event) => setUrl(event.currentTarget.value)} error={errors.url} required maxLength={1000} inputMode="url" />
        <fieldset>
          <legend>What it hears of</legend>
          <Radio.Group aria-label="What it hears of" value={some ? 'some' : 'all'} onChange={(value) => setSome(value === 'some')}>
            <div className={own.choices}>
              <Radio value="all" label="Everything that happens" />
              <Radio value="some" label="Only what I choose" />
            </div>
          </Radio.Group>
          {some && (
            <Checkbox.Group aria-label="Events" value={kinds} onChange={setKinds} error={errors.kinds ?? (kinds.length === 0 ? 'Choose at least one.' : undefined)}>
              <div className={own.kinds}>
                {known?.map(({ kind, label }) => <Checkbox key={kind} value={kind} label={label} />)}
              </div>
            </Checkbox.Group>
          )}
        </fieldset>
        <fieldset>
          <legend>What a call holds</legend>
          <Switch checked={content} onChange={(event) => setContent(event.currentTarget.checked)} label="Send words and names" description="Subjects, customers' names and what messages say. Without it the other system gets numbers and states, and asks for the rest itself." />
          <Switch checked={notes} onChange={(event) => setNotes(event.currentTarget.checked)} label="Tell of internal notes" description="What colleagues write for each other. Leave it off unless the other system is meant to see that." />
        </fieldset>
        <Problem error={save.error} shown={['name', 'url', 'kinds']} />
        <div className={s.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={some && kinds.length === 0}>
            {endpoint ? 'Save' : 'Add and show the secret'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
