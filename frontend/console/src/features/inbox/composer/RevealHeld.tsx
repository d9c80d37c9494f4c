import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconWorldExclamation } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';

import { spoken } from '../../../lib/language';
import s from './Composer.module.css';
import p from './Places.module.css';
import type { Finding } from './useSend';

const WORDS: Readonly<Record<string, string>> = spoken({ card: msg`a card number`, account: msg`a bank account number`, address: msg`an e-mail address`, telephone: msg`the customer’s phone number` });

/** A public reply names something that belongs to a person: nothing was posted yet. */
export default function RevealHeld({ found, busy, onSend, onKeep }: { found: readonly Finding[]; busy: boolean; onSend: () => void; onKeep: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} className={s.held} role="alertdialog" aria-label={t`Personal data in a public reply`} tabIndex={-1}>
      <p>
        <IconWorldExclamation size={15} aria-hidden />
        <span><Trans>You are about to post this in public, where everybody can read it:</Trans></span>
      </p>
      <ul>
        {found.map(({ kind, text }) => (
          <li key={kind + text}>
            {WORDS[kind] ?? kind}: <bdi dir="ltr">{text}</bdi>
          </li>
        ))}
      </ul>
      <div>
        <Button size="compact-sm" variant="default" onClick={onKeep}>
          <Trans>Take it out</Trans>
        </Button>
        <Button size="compact-sm" loading={busy} className={p.publicButton} onClick={onSend}>
          <Trans>Post it anyway</Trans>
        </Button>
      </div>
    </div>
  );
}
