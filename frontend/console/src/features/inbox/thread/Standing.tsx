import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Popover, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconExternalLink, IconEyeOff, IconLock, IconWorld } from '@tabler/icons-react';
import { useState } from 'react';

import { explain } from '../../../api/http';
import { revisionsQuery } from '../../../api/queries';
import type { Message } from '../../../api/types';
import { clockTime, fullTime, shortTime } from './dates';
import s from './Standing.module.css';

/** Where a message stands: in public for everybody, or in private; on which face of the network; whether it is hidden. */
export function Where({ message: m, label }: { message: Message; label: string }) {
  const open = m.visibility === 'public';
  if (!open && !label) return null;
  return (
    <>
      <span className={s.where} data-public={open || undefined}>
        {open ? <IconWorld size={12} aria-hidden /> : <IconLock size={12} aria-hidden />}
        {open ? t`Public` : t`Private`}
        {label && ` · ${label}`}
      </span>
      {m.hidden_at && (
        <span className={s.hidden} title={t`Hidden from the public since ${fullTime(m.hidden_at)}`}>
          <IconEyeOff size={12} aria-hidden /> <Trans>Hidden</Trans>
        </span>
      )}
    </>
  );
}

/** The line under a message: its reactions, that it was edited (with what it said before), and its place on the network. */
export function Marks({ message: m }: { message: Message }) {
  const edited = m.edited_at !== null && m.deleted_at === null;
  if (!m.reactions.length && !edited && !m.url) return null;
  return (
    <p className={s.marks}>
      {reactions(m).map(([emoji, names]) => (
        <span key={emoji} className={s.reaction} title={names.join(', ')}>
          <span aria-hidden>{WORDS[emoji] ?? emoji}</span>
          <span className="sr-only">{t`${emoji} by ${names.join(', ')}`}</span>
          {names.length > 1 && <span className="num">{names.length}</span>}
        </span>
      ))}
      {edited && <History message={m} />}
      {m.url && /^https?:/.test(m.url) && !m.deleted_at && (
        <a href={m.url} target="_blank" rel="noopener noreferrer" className={s.link}>
          <Trans>See it there</Trans> <IconExternalLink size={12} aria-hidden />
        </a>
      )}
    </p>
  );
}

const WORDS: Record<string, string> = { like: '👍', favourite: '⭐', love: '❤️', reblog: '🔁' };

function reactions(m: Message): [string, string[]][] {
  const by = new Map<string, string[]>();
  for (const each of m.reactions) by.set(each.emoji, [...(by.get(each.emoji) ?? []), each.name || each.handle]);
  return [...by];
}

function History({ message: m }: { message: Message }) {
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({ ...revisionsQuery(m.id, m.version), enabled: open });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={360} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={s.edited} aria-expanded={open} onClick={() => setOpen(!open)} title={t`Edited ${fullTime(m.edited_at!)}. Show what it said before`}>
          <Trans>Edited {clockTime(m.edited_at!)}</Trans>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={s.history}>
          <b><Trans>What it said before</Trans></b>
          {error && <p role="alert">{explain(error)}</p>}
          {data?.map((before) => (
            <blockquote key={before.until}>
              <p dir="auto">{before.body_text}</p>
              <small>
                <Trans>until {shortTime(before.until)}</Trans>
              </small>
            </blockquote>
          ))}
          {data?.length === 0 && <p><Trans>Nothing is kept of it.</Trans></p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
