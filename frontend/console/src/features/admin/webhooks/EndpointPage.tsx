import { plural, t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Button, Menu, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconDots, IconKey, IconPencil, IconPower, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import type { Endpoint } from '../../../api/generated/types.gen';
import { formatDate } from '../../../lib/format';
import { toast, toastError } from '../../../ui/toast';
import s from '../Admin.module.css';
import { changeEndpoint, deleteEndpoint, endpointsQuery, newSecret, testEndpoint } from './calls';
import { condition, hears } from './condition';
import { DeliveryLog } from './DeliveryLog';
import { EndpointForm } from './EndpointForm';
import { Back } from '../Back';
import own from './Webhooks.module.css';

interface Props {
  endpoint: Endpoint;
  labels: ReadonlyMap<string, string>;
  onBack: () => void;
  onSecret: (secret: string) => void;
}

const time = (at: string): string => formatDate(at, 'dateTime');

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
      toast(t`Webhook removed`);
    },
    onError: (error) => toastError(error),
  });
  const { words, tone } = condition(endpoint);
  const flip = () =>
    run.mutate({ call: () => changeEndpoint(endpoint.id, { active: !endpoint.active }), words: endpoint.active ? t`Switched off: it is told nothing more` : t`Switched on: it is told what happens from now on` });
  return (
    <section aria-label={endpoint.name}>
      <Back to={onBack}>
        <Trans>All webhooks</Trans>
      </Back>
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
            {hears(endpoint, labels)} · {endpoint.with_content ? t`with words and names` : t`without words and names`}
            {endpoint.with_notes && t` · with internal notes`}
          </p>
        </div>
        <div className={own.tools}>
          <Button variant="default" leftSection={<IconSend size={14} />} disabled={run.isPending} onClick={() => run.mutate({ call: () => testEndpoint(endpoint.id), words: t`A test call is on its way: see the log` })}>
            <Trans>Send a test</Trans>
          </Button>
          <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <Button variant="default" aria-label={t`More`} px={9}>
                <IconDots size={16} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setAsking('edit')}>
                <Trans>Edit</Trans>
              </Menu.Item>
              <Menu.Item leftSection={<IconKey size={14} />} onClick={() => setAsking('secret')}>
                <Trans>New secret</Trans>
              </Menu.Item>
              <Menu.Item leftSection={<IconPower size={14} />} onClick={flip}>
                {endpoint.active ? t`Switch off` : t`Switch on`}
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => setAsking('remove')}>
                <Trans>Remove</Trans>
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </header>
      {!endpoint.active && endpoint.disabled_reason && (
        <div className={own.alarm} role="alert">
          <IconAlertTriangle size={18} aria-hidden />
          <p>
            <Trans>
              <b>Janice gave up on this webhook.</b> {endpoint.disabled_reason} It has been told nothing since.
            </Trans>{' '}
            {endpoint.failed > 0 ? (
              <Trans>
                Once the other system is well, switch it on again and send again what failed (<Plural value={endpoint.failed} one="# call" other="# calls" />).
              </Trans>
            ) : (
              <Trans>Once the other system is well, switch it on again.</Trans>
            )}
          </p>
          <Button disabled={run.isPending} onClick={flip}>
            <Trans>Switch on</Trans>
          </Button>
        </div>
      )}
      {endpoint.active && endpoint.failing_since && (
        <p className={own.notice} role="status">
          <Trans>It has taken nothing since {time(endpoint.failing_since)}. Janice keeps trying, with growing pauses, for three days.</Trans> {endpoint.waiting > 0 && t`${plural(endpoint.waiting, { one: '# call', other: '# calls' })} wait; as soon as it answers they are made.`}
        </p>
      )}
      {endpoint.both_secrets_until && (
        <p className={own.notice} role="status">
          <Trans>Until {time(endpoint.both_secrets_until)} every call is signed with the old and the new secret, so the other system can change over without missing anything.</Trans>
        </p>
      )}
      <DeliveryLog endpoint={endpoint} labels={labels} />
      {asking === 'edit' && <EndpointForm endpoint={endpoint} onClose={() => setAsking(null)} />}
      {asking === 'secret' && (
        <Modal opened onClose={() => setAsking(null)} title={t`Make a new secret?`} size={480}>
          <div className={s.form}>
            <p className={own.plain}><Trans>The old one still signs along for 24 hours. By then the other system must know the new one.</Trans></p>
            <div className={s.actions}>
              <Button variant="default" onClick={() => setAsking(null)}>
                <Trans>Cancel</Trans>
              </Button>
              <Button loading={secret.isPending} onClick={() => secret.mutate()}>
                <Trans>Make a new secret</Trans>
              </Button>
            </div>
          </div>
        </Modal>
      )}
      {asking === 'remove' && (
        <Modal opened onClose={() => setAsking(null)} title={t`Remove “${endpoint.name}”?`} size={480}>
          <div className={s.form}>
            <p className={own.plain}><Trans>It is told nothing more, and its log goes with it. To stop it for a while, switch it off instead.</Trans></p>
            <div className={s.actions}>
              <Button variant="default" onClick={() => setAsking(null)}>
                <Trans>Cancel</Trans>
              </Button>
              <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
                <Trans>Remove</Trans>
              </Button>
            </div>
          </div>
        </Modal>
      )}
    </section>
  );
}
