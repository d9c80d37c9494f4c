import { ActionIcon, SegmentedControl, Select, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useFullscreenDocument } from '@mantine/hooks';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconAlarm, IconAlertTriangleFilled, IconArrowLeft, IconBellOff, IconBellRinging, IconMaximize, IconMoon, IconSun } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';

import { explain } from '../../api/http';
import type { Wall } from '../../api/types';
import { formatLeft, useNow } from '../../lib/clock';
import { useCommands } from '../../lib/commands';
import { useChannels, useTeams } from '../../ui/names';
import { LiveBadge } from '../../ui/LiveBadge';
import { chime } from './chime';
import { AgentLoad, GroupLoad } from './Loads';
import { Queue } from './Queue';
import { split } from './ticketState';
import { useWall } from './useWall';
import s from './Wall.module.css';

const route = getRouteApi('/app/wall');
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

export function WallPage() {
  const { team, channel } = route.useSearch();
  const navigate = useNavigate();
  const { wall, error, stale } = useWall(team, channel);
  const [sound, setSound] = useState(false);
  const screen = useFullscreenDocument();
  const back = (): void => void navigate({ to: '/inbox/$view', params: { view: 'open' } });
  useEffect(() => {
    document.title = 'SLA wall · Janice';
  }, []);
  useCommands([
    { id: 'wall-back', label: 'Back to the inbox', group: 'Wall', keys: 'Escape', run: back },
    { id: 'wall-full', label: 'Full screen', group: 'Wall', keys: 'f', run: () => void screen.toggle() },
  ]);
  return (
    <div className={s.wall} data-stale={stale || undefined} tabIndex={-1}>
      <Top team={team} channel={channel} sound={sound} onSound={() => setSound((on) => (on || chime(), !on))} onBack={back} onFull={() => void screen.toggle()} />
      {stale && (
        <p className={s.stale} role="alert">
          No connection for more than 30 seconds: these numbers are old.
        </p>
      )}
      {wall ? <Board wall={wall} sound={sound} /> : error ? <p role="alert">{explain(error)}</p> : <p role="status">Loading the wall…</p>}
    </div>
  );
}

function Top({ team, channel, sound, onSound, onBack, onFull }: { team: number | undefined; channel: number | undefined; sound: boolean; onSound: () => void; onBack: () => void; onFull: () => void }) {
  const navigate = useNavigate();
  const teams = [...useTeams().values()];
  const channels = [...useChannels().values()];
  const scheme = useComputedColorScheme('light');
  const { toggleColorScheme } = useMantineColorScheme();
  const now = useNow();
  const go = (search: { team?: number | undefined; channel?: number | undefined }): void =>
    void navigate({ to: '/wall', search: { ...(search.team ? { team: search.team } : {}), ...(search.channel ? { channel: search.channel } : {}) }, replace: true });
  const picked = (value: string | null): number | undefined => (value && value !== 'all' ? Number(value) : undefined);
  const options = [{ value: 'all', label: 'All teams' }, ...teams.map((t) => ({ value: String(t.id), label: t.name }))];
  return (
    <header className={s.top}>
      <Tooltip label="Back to the inbox (Esc)">
        <ActionIcon aria-label="Back to the inbox" size={32} onClick={onBack}>
          <IconArrowLeft size={18} className={s.flip} />
        </ActionIcon>
      </Tooltip>
      <h1>SLA wall</h1>
      <LiveBadge verbose />
      <span className={s.gap} />
      {teams.length <= 4 ? (
        <SegmentedControl className={s.teams} aria-label="Team" value={team ? String(team) : 'all'} onChange={(value) => go({ team: picked(value), channel })} data={options} />
      ) : (
        <Select className={s.pick} aria-label="Team" value={team ? String(team) : 'all'} onChange={(value) => go({ team: picked(value), channel })} data={options} allowDeselect={false} />
      )}
      <Select
        className={s.pick}
        aria-label="Channel"
        value={channel ? String(channel) : 'all'}
        onChange={(value) => go({ team, channel: picked(value) })}
        data={[{ value: 'all', label: 'All channels' }, ...channels.map((c) => ({ value: String(c.id), label: c.name }))]}
        allowDeselect={false}
      />
      <Tooltip label={sound ? 'Mute' : 'Play a sound on each breach'}>
        <ActionIcon aria-label="Sound on a breach" aria-pressed={sound} size={32} onClick={onSound}>
          {sound ? <IconBellRinging size={17} /> : <IconBellOff size={17} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={scheme === 'dark' ? 'Light' : 'Dark'}>
        <ActionIcon aria-label={scheme === 'dark' ? 'Switch to light' : 'Switch to dark'} size={32} onClick={toggleColorScheme}>
          {scheme === 'dark' ? <IconSun size={17} /> : <IconMoon size={17} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Full screen (F)">
        <ActionIcon className={s.full} aria-label="Full screen" size={32} onClick={onFull}>
          <IconMaximize size={17} />
        </ActionIcon>
      </Tooltip>
      <time className={`${s.clock} num`}>{time.format(now)}</time>
    </header>
  );
}

function Board({ wall, sound }: { wall: Wall; sound: boolean }) {
  const now = useNow();
  const { next, late } = useMemo(() => split(wall.next, wall.breached, now), [wall.next, wall.breached, now]);
  const { kpis } = wall;
  // The server counts everything; what crossed over since its last word is on this screen already.
  const crossed = wall.next.filter((row) => late.some((due) => due.row.id === row.id)).length;
  const breached = kpis.breached + crossed;
  const soon = Math.max(0, kpis.due_soon - crossed);
  const promised = kpis.met_today + kpis.breached_today;
  const online = wall.agents.filter((agent) => agent.availability === 'online').length;
  const away = wall.agents.filter((agent) => agent.availability === 'away').length;
  const said = useAnnouncement(breached, late[0]?.row.reference, sound);
  return (
    <>
      <p className="sr-only" role="status">
        {said}
      </p>
      <dl className={s.numbers}>
        <Kpi tone={breached ? 'breached' : undefined} label="Breached now" icon={<IconAlertTriangleFilled size={15} aria-hidden />} value={breached} below={late.length ? `${late.filter((due) => due.row.assignee_id === null).length} unassigned` : 'nothing late'} name="breached" />
        <Kpi tone={soon ? 'soon' : undefined} label="Due soon" icon={<IconAlarm size={16} aria-hidden />} value={soon} below={next[0] ? `next in ${formatLeft(next[0].left)}` : 'nothing due'} name="due_soon" />
        <Kpi label="Open" value={kpis.open} below={`${kpis.unassigned.toLocaleString('en')} unassigned`} name="open" />
        <Kpi label="Promises kept today" value={promised ? Math.floor((1000 * kpis.met_today) / promised) / 10 : '–'} unit={promised ? '%' : ''} below={promised ? `${kpis.met_today} of ${promised}` : 'none due yet'} name="met" />
        <Kpi label="Breached today" value={kpis.breached_today} below="since midnight" name="breached_today" />
        <Kpi label="Agents online" value={online} unit={`/${wall.agents.length}`} below={away ? `${away} away` : 'nobody away'} name="online" />
      </dl>
      <div className={s.body}>
        <Queue next={next} late={late} />
        <div className={s.side}>
          <AgentLoad agents={wall.agents} />
          <GroupLoad title="By team" kind="team" groups={wall.teams} />
          <GroupLoad title="By channel" kind="channel" groups={wall.channels} />
        </div>
      </div>
    </>
  );
}

function Kpi({ label, value, unit, below, tone, icon, name }: { label: string; value: number | string; unit?: string; below: string; tone?: 'breached' | 'soon' | undefined; icon?: React.ReactNode; name: string }) {
  return (
    <div data-tone={tone} data-number={name}>
      <dt>
        {icon} {label}
      </dt>
      <dd className="num">
        {typeof value === 'number' ? value.toLocaleString('en') : value}
        {unit && <i>{unit}</i>}
      </dd>
      <dd className={`${s.below} num`}>{below}</dd>
    </div>
  );
}

/** Words for a screen reader, and a sound where asked for, when a promise breaks while the wall is watched. */
function useAnnouncement(breached: number, reference: string | undefined, sound: boolean): string {
  const before = useRef(breached);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (breached > before.current) {
      setSaid(`${breached - before.current} more breached${reference ? `, the longest overdue is ${reference}` : ''}. ${breached} in total.`);
      if (sound) chime();
    }
    before.current = breached;
  }, [breached, reference, sound]);
  return said;
}
