import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, SegmentedControl, Select, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconArrowLeft, IconBellOff, IconBellRinging, IconDeviceTv, IconMoon, IconSun } from '@tabler/icons-react';

import { useNow } from '../../lib/clock';
import { LiveBadge } from '../../ui/LiveBadge';
import { useChannels, useTeams } from '../../ui/names';
import { timeOfDay } from './times';
import s from './Wall.module.css';

interface Props {
  team: number | undefined;
  channel: number | undefined;
  sound: boolean;
  onSound: () => void;
  onBack: () => void;
  onBoard: () => void;
}

/** What the wall shows; the choice stands in the address. */
export function Top({ team, channel, sound, onSound, onBack, onBoard }: Props) {
  const navigate = useNavigate();
  const teams = [...useTeams().values()];
  const channels = [...useChannels().values()];
  const scheme = useComputedColorScheme('light');
  const { toggleColorScheme } = useMantineColorScheme();
  const now = useNow();
  const go = (search: { team?: number | undefined; channel?: number | undefined }): void =>
    void navigate({ to: '/wall', search: { ...(search.team ? { team: search.team } : {}), ...(search.channel ? { channel: search.channel } : {}) }, replace: true });
  const picked = (value: string | null): number | undefined => (value && value !== 'all' ? Number(value) : undefined);
  const options = [{ value: 'all', label: t`All teams` }, ...teams.map((team) => ({ value: String(team.id), label: team.name }))];
  return (
    <header className={s.top}>
      <Tooltip label={t`Back to the inbox (Esc)`}>
        <ActionIcon aria-label={t`Back to the inbox`} size={32} onClick={onBack}>
          <IconArrowLeft size={18} className={s.flip} />
        </ActionIcon>
      </Tooltip>
      <h1><Trans>SLA wall</Trans></h1>
      <LiveBadge verbose />
      <span className={s.gap} />
      {teams.length <= 4 ? (
        <SegmentedControl className={s.teams} aria-label={t`Team`} value={team ? String(team) : 'all'} onChange={(value) => go({ team: picked(value), channel })} data={options} />
      ) : (
        <Select className={s.pick} aria-label={t`Team`} value={team ? String(team) : 'all'} onChange={(value) => go({ team: picked(value), channel })} data={options} allowDeselect={false} />
      )}
      <Select
        className={s.pick}
        aria-label={t`Channel`}
        value={channel ? String(channel) : 'all'}
        onChange={(value) => go({ team, channel: picked(value) })}
        data={[{ value: 'all', label: t`All channels` }, ...channels.map((c) => ({ value: String(c.id), label: c.name }))]}
        allowDeselect={false}
      />
      <Tooltip label={sound ? t`Mute` : t`Play a sound on each breach`}>
        <ActionIcon aria-label={t`Sound on a breach`} aria-pressed={sound} size={32} onClick={onSound}>
          {sound ? <IconBellRinging size={17} /> : <IconBellOff size={17} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={scheme === 'dark' ? t`Light` : t`Dark`}>
        <ActionIcon aria-label={scheme === 'dark' ? t`Switch to light` : t`Switch to dark`} size={32} onClick={toggleColorScheme}>
          {scheme === 'dark' ? <IconSun size={17} /> : <IconMoon size={17} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t`Show on a big screen (B)`}>
        <ActionIcon className={s.full} aria-label={t`Show on a big screen`} size={32} onClick={onBoard}>
          <IconDeviceTv size={18} />
        </ActionIcon>
      </Tooltip>
      <time className={`${s.clock} num`}>{timeOfDay(now)}</time>
    </header>
  );
}
