import { TagsInput } from '@mantine/core';

import type { Recipients } from '../../../api/types';
import { parseAddress, showAddress } from './addresses';
import s from './Composer.module.css';

const FIELDS = [
  ['to', 'To'],
  ['cc', 'Cc'],
  ['bcc', 'Bcc'],
] as const;

export default function RecipientFields({ value, network, onChange }: { value: Recipients; network: string; onChange: (next: Recipients) => void }) {
  return (
    <div className={s.recipients}>
      {FIELDS.map(([key, label]) => (
        <div key={key} className={s.field}>
          <label htmlFor={`recipients-${key}`}>{label}</label>
          <TagsInput
            id={`recipients-${key}`}
            variant="unstyled"
            splitChars={[',', ';']}
            acceptValueOnBlur
            clearable={false}
            value={value[key].map(showAddress)}
            onChange={(list) => onChange({ ...value, [key]: list.map((text) => value[key].find((known) => showAddress(known) === text) ?? parseAddress(text, network)) })}
            placeholder={value[key].length ? '' : 'Add an address'}
          />
        </div>
      ))}
    </div>
  );
}
