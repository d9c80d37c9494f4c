import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Drawer, SegmentedControl } from '@mantine/core';
import { lazy, type LazyExoticComponent, type ComponentType, Suspense, useState } from 'react';

import type { TicketRow } from '../../../api/types';
import s from './Why.module.css';

/** One part per kind of machinery that does things to tickets; each answers "why is it so?" for itself. */
const PARTS: readonly { value: string; label: string; Part: LazyExoticComponent<ComponentType<{ ticket: TicketRow }>> }[] = [
  { value: 'promises', get label() { return t`Promises`; }, Part: lazy(() => import('./PromisesPart')) },
  { value: 'routing', get label() { return t`Who has it`; }, Part: lazy(() => import('./RoutingPart')) },
  { value: 'rules', get label() { return t`Rules`; }, Part: lazy(() => import('./RulesPart')) },
];

/** Why is this ticket as it is? What was done to it by itself, and what was not. */
export default function WhyDrawer({ ticket, onClose }: { ticket: TicketRow; onClose: () => void }) {
  const [chosen, setChosen] = useState(PARTS[0]!.value);
  const { Part } = PARTS.find((part) => part.value === chosen)!;
  return (
    <Drawer opened onClose={onClose} position="right" size={460} title={t`Why is ${ticket.reference} like this?`} closeButtonProps={{ 'aria-label': t`Close` }}>
      {PARTS.length > 1 && <SegmentedControl fullWidth value={chosen} onChange={setChosen} data={PARTS.map(({ value, label }) => ({ value, label }))} mb={14} aria-label={t`What to explain`} />}
      <div className={s.part}>
        <Suspense fallback={<p role="status"><Trans>Loading…</Trans></p>}>
          <Part ticket={ticket} />
        </Suspense>
      </div>
    </Drawer>
  );
}
