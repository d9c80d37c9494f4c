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
    <div ref={box} className={c.held} role="alertdialog" aria-label="Blanks in your reply" tabIndex={-1}>
      <p>
        <IconForms size={15} aria-hidden />
        <span>
          This ticket has no value for{' '}
          {blanks.map((name, n) => (
            <span key={name}>
              {n > 0 && ', '}
              <b className={s.blank}>{`{{ ${name} }}`}</b>
            </span>
          ))}
          . The customer would read it like that.
        </span>
      </p>
      <div>
        <Button size="compact-sm" variant="default" onClick={onKeep}>
          Fill it in
        </Button>
        <Button size="compact-sm" loading={busy} onClick={onSend}>
          Send as it is
        </Button>
      </div>
    </div>
  );
}
