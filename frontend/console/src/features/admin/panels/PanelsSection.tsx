import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAppWindow, IconArrowUp, IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';

import type { Panel } from '../../../api/customers';
import { toastError } from '../../../ui/toast';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { orderPanels, panelsQuery } from './calls';
import { PanelForm } from './PanelForm';
import { PanelSecret } from './PanelSecret';

const ABOUT = msg`Show your shop, your customer records or another system beside each ticket: as a link that already names the customer, or as a page in a frame.`;

export default function PanelsSection() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data: panels, error } = useQuery(panelsQuery);
  const [open, setOpen] = useState<Panel | 'new' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const order = useMutation({ mutationFn: orderPanels, onSuccess: () => client.invalidateQueries({ queryKey: panelsQuery.queryKey }), onError: (failed) => toastError(failed) });
  const up = (at: number): void => {
    const ids = (panels ?? []).map((panel) => panel.id);
    const [moved] = ids.splice(at, 1);
    ids.splice(at - 1, 0, moved!);
    order.mutate(ids);
  };
  return (
    <>
      <Section title={t`Panels`} about={t(ABOUT)} add={{ label: t`New panel`, run: () => setOpen('new') }} error={error} pending={!panels}>
        {panels?.length === 0 && (
          <p className={s.empty}>
            <Trans>No panel yet. A first one may be a link that searches your shop for the customer’s e-mail address.</Trans>
          </p>
        )}
        {panels && panels.length > 0 && (
          <ul className={s.list}>
            {panels.map((panel, at) => (
              <li key={panel.id} style={{ display: 'flex', alignItems: 'center', gap: 4 }}>
                <button type="button" className={s.row} style={{ flex: 1, minWidth: 0 }} onClick={() => setOpen(panel)}>
                  {panel.kind === 'frame' ? <IconAppWindow size={18} aria-label={t`Frame`} /> : <IconExternalLink size={18} aria-label={t`Link`} />}
                  <span className={s.what}>
                    <b>{panel.name}</b>
                    <small>
                      <bdi dir="ltr">{panel.url_template}</bdi>
                    </small>
                  </span>
                  {!panel.active && (
                    <span className={s.tag}>
                      <Trans>Off</Trans>
                    </span>
                  )}
                </button>
                {at > 0 && (
                  <ActionIcon aria-label={t`Move ${panel.name} up`} onClick={() => up(at)}>
                    <IconArrowUp size={16} />
                  </ActionIcon>
                )}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {open && <PanelForm panel={open === 'new' ? null : open} onClose={() => setOpen(null)} onSecret={setSecret} />}
      {secret && <PanelSecret secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
