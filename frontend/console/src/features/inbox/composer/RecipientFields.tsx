import { msg, t } from '@lingui/core/macro';
import { TagsInput } from '@mantine/core';

import type { Recipients } from '../../../api/types';
import { spoken } from '../../../lib/language';
import { parseAddress, showAddress } from './addresses';
import s from './Composer.module.css';

const FIELDS = ['to', 'cc', 'bcc'] as const;
const LABELS = spoken({ to: msg`To`, cc: msg`Cc`, bcc: msg`Bcc` });

export default function RecipientFields({ value, network, onChange }: { value: Recipients; network: string; onChange: (next: Recipients) => void }) {
  return (
    <div className={s.recipients}>
      {FIELDS.map((key) => (
        <div key={key} className={s.field}>
          <label htmlFor={`recipients-${key}`}>{LABELS[key]}</label>
          <TagsInput
            id={`recipients-${key}`}
            variant="unstyled"
            splitChars={[',', ';']}
            acceptValueOnBlur
            clearable={false}
            value={value[key].map(showAddress)}
            onChange={(list) => onChange({ ...value, [key]: list.map((text) => value[key].find((known) => showAddress(known) === text) ?? parseAddress(text, network)) })}
            placeholder={value[key].length ? '' : t`Add an address`}
          />
        </div>
      ))}
    </div>
  );
}
