import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';

import { type Beside, besideQuery, type PanelView } from '../../api/customers';
import { formatList } from '../../lib/format';
import s from './Customer.module.css';
import { PanelFrame } from './PanelFrame';

/** Windows into other systems, as an admin set them up. */
export function Panels({ contactId, ticketId }: Beside) {
  const { t } = useLingui();
  const { data: panels = [] } = useQuery(besideQuery({ contactId, ticketId }));
  if (!panels.length) return null;
  return (
    <section aria-label={t`Other systems`}>
      <h3>
        <Trans>Other systems</Trans>
      </h3>
      <ul className={s.list}>
        {panels.map((panel) => (
          <li key={panel.id}>
            {panel.missing.length > 0 ? (
              <p className={s.quiet}>
                <Trans>
                  {panel.name}: not for this customer, because we do not know {formatList(panel.missing)}.
                </Trans>
              </p>
            ) : panel.kind === 'link' ? (
              <a className={s.link} href={panel.url} target="_blank" rel="noopener noreferrer">
                {panel.name} <IconExternalLink size={14} aria-hidden />
              </a>
            ) : (
              <Framed panel={panel} beside={{ contactId, ticketId }} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nothing of it is loaded before somebody opens it, unless the admin wants that. */
function Framed({ panel, beside }: { panel: PanelView; beside: Beside }) {
  const [open, setOpen] = useState(panel.open_at_once);
  return (
    <>
      <Button variant="subtle" color="gray" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? <Trans>Close {panel.name}</Trans> : <Trans>Open {panel.name}</Trans>}
      </Button>
      {/* Whom it is about is told to a page once: another ticket is another page, even at the same address. */}
      {open && <PanelFrame key={`${beside.contactId}/${beside.ticketId}`} panel={panel} beside={beside} />}
    </>
  );
}
