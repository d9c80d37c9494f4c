import { t } from '@lingui/core/macro';
import { Select, TextInput } from '@mantine/core';

import type { AnswerChoice, AnswerTemplate } from '../../../api/generated/types.gen';
import { type Filled, filled } from './answering';
import s from './Places.module.css';

const templateKey = (template: AnswerTemplate): string => `${template.name} (${template.language})`;

/** What the network has approved in advance: the only thing that may be sent once the window has closed. */
export default function Templates({ place, value, onChange }: { place: AnswerChoice; value: Filled | null; onChange: (next: Filled | null) => void }) {
  return (
    <div className={s.templates}>
      <Select
        label={t`Template`}
        placeholder={t`Choose a message that the network approved`}
        data={[...new Set(place.templates.map(templateKey))]}
        value={value ? templateKey(value.template) : null}
        onChange={(name) => {
          const template = place.templates.find((one) => templateKey(one) === name);
          onChange(template ? { template, values: template.parameters.map(() => '') } : null);
        }}
        clearable
        searchable
      />
      {value?.template.parameters.map((name, n) => (
        <TextInput key={name} label={t`Text for ${name}`} value={value.values[n]} required maxLength={1024} onChange={(event) => onChange({ ...value, values: value.values.map((old, at) => (at === n ? event.currentTarget.value : old)) })} />
      ))}
      {value && value.template.body && (
        <p className={s.preview} dir="auto" aria-label={t`What the customer will read`}>
          {filled(value.template.body, value.template.parameters, value.values)}
        </p>
      )}
    </div>
  );
}
