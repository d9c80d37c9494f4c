import { Progress, TextInput } from '@mantine/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { bulkQuery } from '../../../api/answers';
import type { Label } from '../../../api/generated/types.gen';
import { formatNumber } from '../../../lib/format';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { labelsQuery } from './calls';
import { LabelForm } from './LabelForm';
import { LabelMark } from './LabelMark';

export default function LabelsSection() {
  const { t } = useLingui();
  const { data: labels, error } = useQuery({ ...labelsQuery, refetchOnMount: 'always' });
  const [open, setOpen] = useState<Label | 'new' | null>(null);
  const [work, setWork] = useState<number | null>(null);
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = labels?.filter((one) => !wanted || `${one.name} ${one.description}`.toLowerCase().includes(wanted)) ?? [];
  return (
    <Section title={t`Labels`} about={t`Words to sort tickets and customers by. A word that somebody puts on a ticket becomes a label by itself; here you say what it means, and tidy up.`} add={{ label: t`New label`, run: () => setOpen('new') }} error={error} pending={!labels}>
      {work !== null && <Rewriting id={work} />}
      {labels?.length === 0 && (
        <p className={s.empty}>
          <Trans>No label yet. Make the first one, such as “refund” or “bug”, or just type it on a ticket.</Trans>
        </p>
      )}
      {labels && labels.length > 8 && <TextInput aria-label={t`Find a label`} placeholder={t`Find a label`} value={text} onChange={(event) => setText(event.currentTarget.value)} mb={10} />}
      {labels && labels.length > 0 && shown.length === 0 && (
        <p className={s.empty}>
          <Trans>No label has “{text}” in it.</Trans>
        </p>
      )}
      {shown.length > 0 && (
        <ul className={s.list}>
          {shown.map((label) => (
            <li key={label.id}>
              <button type="button" className={s.row} onClick={() => setOpen(label)}>
                <span className={s.what}>
                  <LabelMark name={label.name} colour={label.colour} />
                  {label.description && <small dir="auto">{label.description}</small>}
                </span>
                {label.archived && (
                  <span className={s.tag}>
                    <Trans>Archived</Trans>
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      {open !== null && <LabelForm label={open === 'new' ? null : open} others={labels?.filter((one) => open === 'new' || one.id !== open.id) ?? []} onWork={setWork} onClose={() => setOpen(null)} />}
    </Section>
  );
}

/** How far the tickets have followed; pushed by the server. */
function Rewriting({ id }: { id: number }) {
  const { t } = useLingui();
  const { data } = useQuery(bulkQuery(id));
  if (!data || data.total === 0 || data.state !== 'running') return null;
  const [done, total] = [formatNumber(data.done), formatNumber(data.total)];
  return (
    <div role="status">
      <p>
        <Trans>
          {done} of {total} tickets have followed.
        </Trans>
      </p>
      <Progress value={(100 * data.done) / data.total} size={6} mb={12} aria-label={t`Progress`} transitionDuration={0} />
    </div>
  );
}
