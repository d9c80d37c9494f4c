import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

import { fullTime } from '../lib/format';
import { understand } from './when';

interface Props {
  label: string;
  /** The time that was understood; null while there is none. */
  onChange: (at: Date | null) => void;
}

/** Asks for a time in words, and says how they were understood before anything is done. */
export default function WhenInput({ label, onChange }: Props) {
  const [text, setText] = useState('');
  const [at, setAt] = useState<Date | null>(null);
  useEffect(() => {
    let late = false;
    void understand(text, new Date()).then((found) => {
      if (late) return;
      setAt(found);
      onChange(found);
    });
    return () => {
      late = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only other words are another time
  }, [text]);
  return (
    <div>
      <TextInput label={label} description={t`In your own words: tomorrow 9, in 3 days, next Monday`} value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={100} autoComplete="off" data-autofocus />
      <p role="status" style={{ margin: '6px 0 0', fontSize: 13, minBlockSize: 20 }}>
        {at ? <b>{fullTime(at.getTime())}</b> : text.trim() ? <Trans>That is no time to come. Try “tomorrow 9” or “1 December 14:00”.</Trans> : null}
      </p>
    </div>
  );
}
