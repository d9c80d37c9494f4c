import { t } from '@lingui/core/macro';
import { IconAlarm, IconAlertTriangleFilled } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';

import type { Wall } from '../../api/types';
import { ago, formatLeft, useNow } from '../../lib/clock';
import { formatNumber } from '../../lib/format';
import { play } from '../../lib/tones';
import { Groups } from './Groups';
import { People } from './People';
import { Queue } from './Queue';
import { split } from './ticketState';
import { Today } from './Today';
import s from './Wall.module.css';

export function Board({ wall, sound, big, channel, filtered }: { wall: Wall; sound: boolean; big: boolean; channel: number | undefined; filtered: boolean }) {
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
  const unassigned = t`${formatNumber(kpis.unassigned)} unassigned`;
  return (
    <>
      <p className="sr-only" role="status">
        {said}
      </p>
      <dl className={s.numbers}>
        <Kpi tone={breached ? 'breached' : undefined} label={t`Breached now`} icon={<IconAlertTriangleFilled size={15} aria-hidden />} value={breached} below={late.length ? t`${late.filter((due) => due.row.assignee_id === null).length} unassigned` : t`nothing late`} name="breached" />
        <Kpi tone={soon ? 'soon' : undefined} label={t`Due soon`} icon={<IconAlarm size={16} aria-hidden />} value={soon} below={next[0] ? t`next in ${formatLeft(next[0].left)}` : t`nothing due`} name="due_soon" />
        <Kpi label={t`Open`} value={kpis.open} below={kpis.waiting && kpis.waiting_since ? t`${unassigned}, one waits ${ago(kpis.waiting_since, now)}` : unassigned} name="open" />
        <Kpi label={t`Promises kept today`} value={promised ? Math.floor((1000 * kpis.met_today) / promised) / 10 : '–'} unit={promised ? '%' : ''} below={promised ? t`${kpis.met_today} of ${promised}` : t`none due yet`} name="met" />
        <Kpi label={t`Breached today`} value={kpis.breached_today} below={kpis.excused_today ? t`and ${kpis.excused_today} excused` : t`since midnight`} name="breached_today" />
        <Kpi label={t`Agents online`} value={online} unit={`/${wall.agents.length}`} below={away ? t`${away} away` : t`nobody away`} name="online" />
      </dl>
      <div className={s.body}>
        <Queue next={next} late={late} big={big} filtered={filtered} />
        <div className={s.side}>
          <People agents={wall.agents} big={big} />
          <Today causes={wall.causes} newest={wall.newest_breaches} excused={kpis.excused_today} channel={channel} big={big} />
          <div className={s.pair}>
            <Groups kind="team" groups={wall.teams} big={big} />
            <Groups kind="channel" groups={wall.channels} big={big} />
          </div>
        </div>
      </div>
    </>
  );
}

function Kpi({ label, value, unit, below, tone, icon, name }: { label: string; value: number | string; unit?: string; below: string; tone?: 'breached' | 'soon' | undefined; icon?: ReactNode; name: string }) {
  return (
    <div data-tone={tone} data-number={name}>
      <dt>
        {icon} {label}
      </dt>
      <dd className="num">
        {typeof value === 'number' ? formatNumber(value) : value}
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
      const more = breached - before.current;
      setSaid(reference ? t`${more} more breached, the longest overdue is ${reference}. ${breached} in total.` : t`${more} more breached. ${breached} in total.`);
      if (sound) play('breach');
    }
    before.current = breached;
  }, [breached, reference, sound]);
  return said;
}
