import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';

import type { Message } from '../../../api/types';
import s from './Composer.module.css';

const words = (message: Message): string => {
  const text = (message.reply_text || message.body_text).replace(/\s+/g, ' ').trim();
  return text.length > 220 ? `${text.slice(0, 220)}…` : text;
};

/** The ticket moved on while the agent was writing: nothing was sent, and here is what came. */
export default function HeldReply({ messages, busy, onSend, onKeep }: { messages: readonly Message[]; busy: boolean; onSend: () => void; onKeep: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const who = [...new Set(messages.map((m) => m.author.name))].join(', ') || t`Somebody`;
  return (
    <div ref={box} className={s.held} role="alertdialog" aria-label={t`Your reply is held`} tabIndex={-1}>
      <p>
        <IconHandStop size={15} aria-hidden />
        <span>
          <Trans>
            <b dir="auto">{who}</b> wrote while you were writing. Your reply was not sent.
          </Trans>
        </span>
      </p>
      <ul>
        {messages.map((message) => (
          <li key={message.id} dir="auto">
            <b>{message.author.name}</b>
            {message.direction === 'outbound' && <Trans> (reply)</Trans>}: {words(message)}
          </li>
        ))}
      </ul>
      <div>
        <Button size="compact-sm" variant="default" onClick={onKeep}>
          <Trans>Keep editing</Trans>
        </Button>
        <Button size="compact-sm" loading={busy} onClick={onSend}>
          <Trans>Send anyway</Trans>
        </Button>
      </div>
    </div>
  );
}
