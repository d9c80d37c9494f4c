import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { useFullscreenDocument } from '@mantine/hooks';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

import { explain } from '../../api/http';
import { useNow } from '../../lib/clock';
import { useCommands } from '../../lib/commands';
import { play } from '../../lib/tones';
import { LiveBadge } from '../../ui/LiveBadge';
import { useChannels, useTeams } from '../../ui/names';
import { Board } from './Board';
import { timeOfDay } from './times';
import { OpenCalls } from './OpenCalls';
import { Top } from './Top';
import { useWakeLock } from './useWakeLock';
import { useWall } from './useWall';
import s from './Wall.module.css';

const route = getRouteApi('/app/wall');

/** With ``board`` it is made for a big screen: nothing to press, bigger type, and the screen stays on. */
export function WallPage() {
  const { team, channel, board = false } = route.useSearch();
  const navigate = useNavigate();
  const { wall, error, stale } = useWall(team, channel);
  const [sound, setSound] = useState(false);
  const screen = useFullscreenDocument();
  useWakeLock(board);
  const back = (): void => void navigate({ to: '/inbox/$view', params: { view: 'open' } });
  const show = (on: boolean): void => {
    void navigate({ to: '/wall', search: { ...(team ? { team } : {}), ...(channel ? { channel } : {}), ...(on ? { board: true } : {}) } });
    if (on !== screen.fullscreen) void screen.toggle();
  };
  useEffect(() => {
    document.title = t`SLA wall · Janice`;
  }, []);
  useCommands([
    { id: 'wall-back', label: board ? t`Leave the big screen` : t`Back to the inbox`, group: t`Wall`, keys: 'Escape', run: () => (board ? show(false) : back()) },
    { id: 'wall-board', label: board ? t`Leave the big screen` : t`Show on a big screen`, group: t`Wall`, keys: 'b', run: () => show(!board) },
    { id: 'wall-full', label: t`Full screen`, group: t`Wall`, keys: 'f', run: () => void screen.toggle() },
  ]);
  return (
    <div className={s.wall} data-stale={stale || undefined} data-board={board || undefined} tabIndex={-1}>
      {board ? <BoardTop team={team} channel={channel} onLeave={() => show(false)} /> : <Top team={team} channel={channel} sound={sound} onSound={() => setSound((on) => (on || play('breach'), !on))} onBack={back} onBoard={() => show(true)} />}
      {stale && wall && (
        <p className={s.stale} role="alert">
          <Trans>These numbers are old: nothing new since {timeOfDay(wall.now)}. They come back by themselves as soon as the connection does.</Trans>
        </p>
      )}
      <OpenCalls />
      {wall ? (
        <Board wall={wall} sound={sound} big={board} channel={channel} filtered={Boolean(team ?? channel)} />
      ) : error ? (
        <p role="alert">{explain(error)}</p>
      ) : (
        <p role="status" className={s.loading}>
          <Trans>Loading the wall…</Trans>
        </p>
      )}
    </div>
  );
}

/** What is shown, that it is live, and the time. The way out shows itself to a pointer or to the keyboard. */
function BoardTop({ team, channel, onLeave }: { team: number | undefined; channel: number | undefined; onLeave: () => void }) {
  const teams = useTeams();
  const channels = useChannels();
  const now = useNow();
  const shown = [team && teams.get(team)?.name, channel && channels.get(channel)?.name].filter(Boolean).join(' · ') || t`All teams and channels`;
  return (
    <header className={s.top}>
      <h1>{shown}</h1>
      <LiveBadge verbose />
      <ActionIcon className={s.leave} aria-label={t`Leave the big screen`} title={t`Leave the big screen (Esc)`} size={32} onClick={onLeave}>
        <IconArrowLeft size={18} className={s.flip} />
      </ActionIcon>
      <span className={s.gap} />
      <time className={`${s.clock} num`}>{timeOfDay(now)}</time>
    </header>
  );
}
