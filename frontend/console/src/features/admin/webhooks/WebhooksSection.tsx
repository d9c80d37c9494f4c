import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { IconWebhook } from '@tabler/icons-react';
import { useState } from 'react';

import s from '../Admin.module.css';
import { Section } from '../Section';
import { endpointsQuery, kindsQuery } from './calls';
import { condition, hears } from './condition';
import { EndpointForm } from './EndpointForm';
import { EndpointPage } from './EndpointPage';
import { SecretOnce } from './SecretOnce';

const ABOUT = msg`Tell your other systems, such as a shop or an automation service, as soon as something happens here. Every call is signed, so that they can be sure it comes from you.`;

export default function WebhooksSection() {
  const { data: endpoints, error } = useQuery(endpointsQuery);
  const { data: kinds } = useQuery(kindsQuery);
  const [open, setOpen] = useState<number | null>(null);
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const labels = new Map(kinds?.map(({ kind, label }) => [kind, label]));
  const chosen = endpoints?.find((endpoint) => endpoint.id === open);
  return (
    <>
      {chosen ? (
        <EndpointPage endpoint={chosen} labels={labels} onBack={() => setOpen(null)} onSecret={setSecret} />
      ) : (
        <Section title={t`Webhooks`} about={t(ABOUT)} add={{ label: t`New webhook`, run: () => setAdding(true) }} error={error} pending={!endpoints}>
          {endpoints?.length === 0 && <p className={s.empty}><Trans>Nobody is told yet. Add the address of another system, and it hears of new tickets, replies and missed promises within seconds.</Trans></p>}
          {endpoints && endpoints.length > 0 && (
            <ul className={s.list}>
              {endpoints.map((endpoint) => {
                const { words, tone } = condition(endpoint);
                return (
                  <li key={endpoint.id}>
                    <button type="button" className={s.row} onClick={() => setOpen(endpoint.id)}>
                      <IconWebhook size={18} aria-hidden />
                      <span className={s.what}>
                        <b>{endpoint.name}</b>
                        <small>
                          <bdi>{endpoint.url}</bdi>
                        </small>
                        <small>{hears(endpoint, labels)}</small>
                      </span>
                      <span className={s.tag} data-tone={tone}>
                        {words}
                      </span>
                    </button>
                  </li>
                );
              })}
            </ul>
          )}
        </Section>
      )}
      {adding && (
        <EndpointForm
          endpoint={null}
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setOpen(made.endpoint.id);
            setSecret(made.secret);
          }}
        />
      )}
      {secret !== null && <SecretOnce secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
