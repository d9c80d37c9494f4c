import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Menu, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChevronDown, IconPaperclip, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

import { channelsQuery, teamsQuery } from '../../../api/queries';
import type { Priority } from '../../../api/types';
import { runCommand } from '../../../lib/commands';
import { useUsers } from '../../../ui/names';
import { PRIORITY } from '../../../ui/words';
import { labelsQuery } from '../../../api/tickets';
import { FieldFilters } from './FieldFilters';
import s from './Search.module.css';
import { finished, having, type Key, tokens, unfinished, without } from './tokens';

interface Choice {
  value: string;
  label: string;
}
interface Props {
  q: string;
  /** While it is typed; the search follows a moment later. */
  text: string;
  onChange: (q: string) => void;
}

/** Filters by pointer, in the words that can be typed as well; with what can follow a key that was begun. */
export default function FilterBar({ q, text, onChange }: Props) {
  const choices = useChoices();
  const open = unfinished(text);
  const offered = open && choices[open.key] ? choices[open.key]!.filter((one) => `${one.value} ${one.label}`.toLowerCase().includes(open.start)).slice(0, 8) : [];
  const menu = (key: Key, label: string, more?: ReactNode) => (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <Button size="compact-xs" variant="default" rightSection={<IconChevronDown size={11} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {choices[key]?.map((one) => (
          <Menu.Item key={one.value} onClick={() => onChange(having(q, key, one.value))}>
            {one.label}
          </Menu.Item>
        ))}
        {more}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <div className={s.bar}>
      {offered.length > 0 && (
        <div className={s.offered} role="group" aria-label={t`What can follow`}>
          {offered.map((one) => (
            <button key={one.value} type="button" onClick={() => onChange(finished(text, one.value))}>
              <b>{open!.key}:</b>
              {one.label}
            </button>
          ))}
        </div>
      )}
      <div className={s.line} role="group" aria-label={t`Filters`}>
        {tokens(q).map((token) => (
          <button key={token.text} type="button" className={s.chip} onClick={() => onChange(without(q, token))} aria-label={t`Remove the filter ${token.text}`}>
            <span dir="auto">{token.text}</span> <IconX size={11} aria-hidden />
          </button>
        ))}
        {menu('is', t`Status`)}
        {menu('assignee', t`Assignee`)}
        {menu('priority', t`Priority`)}
        {menu('label', t`Label`)}
        {menu('channel', t`Channel`)}
        {(choices.team?.length ?? 0) > 0 && menu('team', t`Team`)}
        {menu('opened', t`Opened`, <Days onChoose={(days) => onChange(having(q, 'opened', days))} />)}
        {menu('active', t`Last activity`, <Days onChoose={(days) => onChange(having(q, 'active', days))} />)}
        <FieldFilters onChoose={(key, value) => onChange(having(q, key, value))} />
        {menu('from', t`From`, <From onChoose={(name) => onChange(having(q, 'from', name))} />)}
        <Button size="compact-xs" variant="default" leftSection={<IconPaperclip size={11} />} onClick={() => onChange(having(q, 'has', 'attachment'))}>
          <Trans>Files</Trans>
        </Button>
        {q && (
          <Button size="compact-xs" variant="subtle" onClick={() => runCommand('save-view')}>
            <Trans>Save as a view</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}

function useChoices(): Partial<Record<Key, Choice[]>> {
  const users = [...useUsers().values()].filter((user) => user.active);
  const { data: teams = [] } = useQuery(teamsQuery);
  const { data: channels = [] } = useQuery(channelsQuery);
  const { data: labels = [] } = useQuery(labelsQuery);
  const named = (name: string): Choice => ({ value: name, label: name });
  return {
    is: [
      { value: 'open', label: t`Open` },
      { value: 'waiting', label: t`Waiting for customer` },
      { value: 'hold', label: t`On hold` },
      { value: 'unsolved', label: t`Not solved yet` },
      { value: 'solved', label: t`Solved` },
      { value: 'closed', label: t`Closed` },
      { value: 'spam', label: t`Spam` },
      { value: 'unread', label: t`Not read by me` },
      { value: 'snoozed', label: t`Snoozed` },
      { value: 'overdue', label: t`Overdue` },
      { value: 'vip', label: t`From a VIP` },
    ],
    priority: (Object.keys(PRIORITY) as Priority[]).map((value) => ({ value, label: PRIORITY[value] })),
    assignee: [{ value: 'me', label: t`Me` }, { value: 'nobody', label: t`Nobody` }, ...users.map((user) => ({ value: user.username, label: user.name }))],
    team: teams.map((team) => named(team.name)),
    channel: channels.map((channel) => named(channel.name)),
    label: labels.map((label) => named(label.name)),
    has: [{ value: 'attachment', label: t`Files` }],
  };
}

function Days({ onChoose }: { onChoose: (days: string) => void }) {
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (first || last) onChoose(`${first}..${last}`);
      }}
    >
      <TextInput type="date" label={t`From`} value={first} onChange={(event) => setFirst(event.currentTarget.value)} />
      <TextInput type="date" label={t`Until`} value={last} onChange={(event) => setLast(event.currentTarget.value)} />
      <Button type="submit" size="compact-sm">
        <Trans>Show</Trans>
      </Button>
    </form>
  );
}

function From({ onChoose }: { onChoose: (name: string) => void }) {
  const [name, setName] = useState('');
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) onChoose(name.trim());
      }}
    >
      <TextInput label={t`Name or address`} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" size="compact-sm">
        <Trans>Show</Trans>
      </Button>
    </form>
  );
}
