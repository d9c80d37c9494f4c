import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconForms } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';

import c from '../Composer.module.css';
import s from './Canned.module.css';

/** Something in the reply was never filled in: nothing was sent yet. */
export default function BlanksHeld({ blanks, busy, onSend, onKeep }: { blanks: readonly string[]; busy: boolean; onSend: () => void; onKeep: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} className={c.held} role="alertdialog" aria-label={t`Blanks in your reply`} tabIndex={-1}>
      <p>
        <IconForms size={15} aria-hidden />
        <span>
          <Trans>
            This ticket has no value for <Names blanks={blanks} />. The customer would read it like that.
          </Trans>
        </span>
      </p>
      <div>
        <Button size="compact-sm" variant="default" onClick={onKeep}>
          <Trans>Fill it in</Trans>
        </Button>
        <Button size="compact-sm" loading={busy} onClick={onSend}>
          <Trans>Send as it is</Trans>
        </Button>
      </div>
    </div>
  );
}

function Names({ blanks }: { blanks: readonly string[] }) {
  return blanks.map((name, n) => (
    <span key={name}>
      {n > 0 && ', '}
      <b className={s.blank}>{`{{ ${name} }}`}</b>
    </span>
  ));
}
