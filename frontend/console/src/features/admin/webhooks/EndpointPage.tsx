import { Button, Menu, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconArrowLeft, IconDots, IconKey, IconPencil, IconPower, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import type { Endpoint } from '../../../api/generated/types.gen';
import { toast, toastError } from '../../../ui/toast';
import { plural } from '../../../ui/words';
import s from '../Admin.module.css';
import { changeEndpoint, deleteEndpoint, endpointsQuery, newSecret, testEndpoint } from './calls';
import { condition, hears } from './condition';
import { DeliveryLog } from './DeliveryLog';
import { EndpointForm } from './EndpointForm';
import own from './Webhooks.module.css';

interface Props {
  endpoint: Endpoint;
  labels: ReadonlyMap<string, string>;
  onBack: () => void;
  onSecret: (secret: string) => void;
}

const time = (at: string): string => new Date(at).toLocaleString('en-GB', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });

export function EndpointPage({ endpoint, labels, onBack, onSecret }: Props) {
  const client = useQueryClient();
  const [asking, setAsking] = useState<'edit' | 'secret' | 'remove' | null>(null);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: endpointsQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['endpoint-log', endpoint.id] });
  };
  const run = useMutation({
    mutationFn: async ({ call }: { call: () => Promise<unknown>; words: string }) => void (await call()),
    onSuccess: (_, { words }) => {
      refresh();
      toast(words);
    },
    onError: (error) => toastError(error),
  });
  const secret = useMutation({
    mutationFn: () => newSecret(endpoint.id),
    onSuccess: (made) => {
      refresh();
      setAsking(null);
      onSecret(made.secret);
    },
    onError: (error) => toastError(error),
  });
  const remove = useMutation({
    mutationFn: () => deleteEndpoint(endpoint.id),
    onSuccess: () => {
      onBack();
      refresh();
      toast('Webhook removed');
    },
    onError: (error) => toastError(error),
  });
  const { words, tone } = condition(endpoint);
  const flip = () =>
    run.mutate({ call: () => changeEndpoint(endpoint.id, { active: !endpoint.active }), words: endpoint.active ? 'Switched off: it is told nothing more' : 'Switched on: it is told what happens from now on' });
  return (
    <section aria-label={endpoint.name}>
      <button type="button" className={own.back} onClick={onBack}>
        <IconArrowLeft size={14} aria-hidden /> All webhooks
      </button>
      <header className={s.head}>
        <div className={own.title}>
          <h1>
            {endpoint.name}{' '}
            <span className={s.tag} data-tone={tone}>
              {words}
            </span>
          </h1>
          <p>
            <bdi>{endpoint.url}</bdi>
          </p>
          <p>
            {hears(endpoint, labels)} · {endpoint.with_content ? 'with words and names' : 'without words and names'}
            {endpoint.with_notes && ' · with internal notes'}
          </p>
        </div>
        <div className={own.tools}>
          <Button variant="default" leftSection={<IconSend size={14} />} disabled={run.isPending} onClick={() => run.mutate({ call: () => testEndpoint(endpoint.id), words: 'A test call is on its way: see the log' })}>
            Send a test
          </Button>
          <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <Button variant="default" aria-label="More" px={9}>
                <IconDots size={16} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setAsking('edit')}>
                Edit
              </Menu.Item>
              <Menu.Item leftSection={<IconKey size={14} />} onClick={() => setAsking('secret')}>
                New secret
              </Menu.Item>
              <Menu.Item leftSection={<IconPower size={14} />} onClick={flip}>
                {endpoint.active ? 'Switch off' : 'Switch on'}
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => setAsking('remove')}>
                Remove
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </header>
      {!endpoint.active && endpoint.disabled_reason && (
        <div className={own.alarm} role="alert">
          <IconAlertTriangle size={18} aria-hidden />
          <p>
            <b>Janice gave up on this webhook.</b> {endpoint.disabled_reason} It has been told nothing since. Once the other system is well, switch it on again{endpoint.failed > 0 && ` and send again what failed (${plural(endpoint.failed, 'call')})`}.
          </p>
          <Button disabled={run.isPending} onClick={flip}>
            Switch on
          </Button>
        </div>
      )}
      {endpoint.active && endpoint.failing_since && (
        <p className={own.notice} role="status">
          It has taken nothing since {time(endpoint.failing_since)}. Janice keeps trying, with growing pauses, for three days. {endpoint.waiting > 0 && `${plural(endpoint.waiting, 'call')} wait; as soon as it answers they are made.`}
        </p>
      )}
      {endpoint.both_secrets_until && (
        <p className={own.notice} role="status">
          Until {time(endpoint.both_secrets_until)} every call is signed with the old and the new secret, so the other system can change over without missing anything.
        </p>
      )}
      <DeliveryLog endpoint={endpoint} labels={labels} />
      {asking === 'edit' && <EndpointForm endpoint={endpoint} onClose={() => setAsking(null)} />}
      {asking === 'secret' && (
        <Modal opened onClose={() => setAsking(null)} title="Make a new secret?" size={480}>
          <div className={s.form}>
            <p className={own.plain}>The old one still signs along for 24 hours. By then the other system must know the new one.</p>
            <div className={s.actions}>
              <Button variant="default" onClick={() => setAsking(null)}>
                Cancel
              </Button>
              <Button loading={secret.isPending} onClick={() => secret.mutate()}>
                Make a new secret
              </Button>
            </div>
          </div>
        </Modal>
      )}
      {asking === 'remove' && (
        <Modal opened onClose={() => setAsking(null)} title={`Remove “${endpoint.name}”?`} size={480}>
          <div className={s.form}>
            <p className={own.plain}>It is told nothing more, and its log goes with it. To stop it for a while, switch it off instead.</p>
            <div className={s.actions}>
              <Button variant="default" onClick={() => setAsking(null)}>
                Cancel
              </Button>
              <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
                Remove
              </Button>
            </div>
          </div>
        </Modal>
      )}
    </section>
  );
}
