import { t } from '@lingui/core/macro';
import { MultiSelect, NumberInput, SegmentedControl, Select, Switch } from '@mantine/core';

import type { ActionForms } from '../../../api/generated/types.gen';
import s from './Rules.module.css';
import { type Said, unitOf, UNITS } from './words';

/** Something happens, or something has been so for a while. */
export function TriggerPicker({ value, forms, onChange, error }: { value: Said['trigger']; forms: ActionForms; onChange: (trigger: Said['trigger']) => void; error: string | undefined }) {
  const after = value.after ?? null;
  const unit = after ? unitOf(after) : '3600';
  return (
    <div className={s.trigger}>
      <SegmentedControl
        aria-label={t`What starts it`}
        value={after === null ? 'event' : 'time'}
        onChange={(kind) => onChange(kind === 'time' ? { after: 24 * 3600, business: false } : { on: value.on?.length ? value.on : ['ticket.created'] })}
        data={[
          { value: 'event', label: t`Something happens` },
          { value: 'time', label: t`It has been so for a while` },
        ]}
      />
      {after === null ? (
        <MultiSelect aria-label={t`What happens`} placeholder={value.on?.length ? '' : t`choose one or more`} data={forms.triggers.map((one) => ({ value: one.kind, label: one.label }))} value={value.on ?? []} onChange={(on) => onChange({ on })} error={error} />
      ) : (
        <div className={s.after}>
          <NumberInput aria-label={t`How long`} min={1} value={after / Number(unit)} onChange={(count) => Number(count) > 0 && onChange({ ...value, after: Math.round(Number(count)) * Number(unit) })} error={error} />
          <Select aria-label={t`Unit`} data={UNITS.map((one) => ({ value: one.value, label: one.many }))} value={unit} onChange={(next) => next && onChange({ ...value, after: (after / Number(unit)) * Number(next) })} allowDeselect={false} />
          <Switch label={t`Count the team's working hours only`} checked={value.business ?? false} onChange={(event) => onChange({ ...value, business: event.currentTarget.checked })} />
        </div>
      )}
    </div>
  );
}
