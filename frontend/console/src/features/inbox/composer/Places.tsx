import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Menu, Select, TextInput } from '@mantine/core';
import { IconChevronDown, IconClock, IconCornerUpLeft, IconLock, IconWorld, IconX } from '@tabler/icons-react';

import type { AnswerChoice, AnswerTemplate } from '../../../api/generated/types.gen';
import type { Message } from '../../../api/types';
import { formatLeft, useNow } from '../../../lib/clock';
import { filled, keyOf, nameOf } from './answering';
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

export interface Filled {
  template: AnswerTemplate;
  values: string[];
}
const templateKey = (template: AnswerTemplate): string => `${template.name} (${template.language})`;

/** What the network has approved in advance: the only thing that may be sent once the window has closed. */
export function Templates({ place, value, onChange }: { place: AnswerChoice; value: Filled | null; onChange: (next: Filled | null) => void }) {
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
