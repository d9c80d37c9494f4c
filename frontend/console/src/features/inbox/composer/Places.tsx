import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconChevronDown, IconClock, IconCornerUpLeft, IconLock, IconWorld, IconX } from '@tabler/icons-react';

import type { AnswerChoice } from '../../../api/generated/types.gen';
import type { Message } from '../../../api/types';
import { formatLeft, useNow } from '../../../lib/clock';
import { keyOf, nameOf } from './answering';
import s from './Places.module.css';

const Sight = ({ choice }: { choice: AnswerChoice }) => (choice.visibility === 'public' ? <IconWorld size={14} aria-hidden /> : <IconLock size={14} aria-hidden />);
const seenBy = (choice: AnswerChoice): string => (choice.visibility === 'public' ? t`Everybody can read it` : choice.private_reply ? t`Only they read it; opens a private conversation` : t`Only they read it`);

/** In whose sight and in which conversation: always said in words, and chosen where there is a choice. */
export function Places({ choices, place, onChoose }: { choices: readonly AnswerChoice[]; place: AnswerChoice; onChoose: (key: string) => void }) {
  const words = `${place.visibility === 'public' ? t`Public` : t`Private`} · ${nameOf(place)}`;
  if (choices.length < 2)
    return (
      <span className={s.place} data-public={place.visibility === 'public' || undefined} title={seenBy(place)}>
        <Sight choice={place} /> {words}
      </span>
    );
  return (
    <Menu>
      <Menu.Target>
        <Button size="compact-sm" variant="default" className={s.place} data-public={place.visibility === 'public' || undefined} leftSection={<Sight choice={place} />} rightSection={<IconChevronDown size={13} />} aria-label={t`Where the reply goes: ${words}`}>
          {words}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((one) => (
          <Menu.Item key={keyOf(one)} leftSection={<Sight choice={one} />} onClick={() => onChoose(keyOf(one))} aria-current={one === place || undefined}>
            <span className={s.choice}>
              <b>
                {one.visibility === 'public' ? t`Public` : t`Private`} · {nameOf(one)}
              </b>
              <small>{one.allowed ? seenBy(one) : one.detail}</small>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Until when it can be answered, or why not and what still can be sent. */
export function Window({ place }: { place: AnswerChoice }) {
  const now = useNow();
  const left = place.until ? Date.parse(place.until) - now : null;
  if (!place.allowed)
    return (
      <p className={s.closed} role="status">
        <IconClock size={14} aria-hidden /> {place.detail}
      </p>
    );
  if (left === null) return null;
  return (
    <p className={left <= 0 ? s.closed : s.window} data-soon={left < 3_600_000 || undefined} role={left <= 0 ? 'status' : undefined}>
      <IconClock size={14} aria-hidden /> {left <= 0 ? t`The time to answer is over.` : <Trans>Can be answered for <span className="num">{formatLeft(left)}</span></Trans>}
    </p>
  );
}

/** The one message that the reply answers, where the agent chose it. */
export function Quoted({ message, onDrop }: { message: Message; onDrop: () => void }) {
  return (
    <p className={s.quoted}>
      <IconCornerUpLeft size={14} aria-hidden />
      <span dir="auto">
        <Trans>
          Answers <b>{message.author.name}</b>: {(message.reply_text || message.body_text).slice(0, 120)}
        </Trans>
      </span>
      <ActionIcon size={24} aria-label={t`Answer no message in particular`} onClick={onDrop}>
        <IconX size={13} />
      </ActionIcon>
    </p>
  );
}
