import { IconAlarm, IconAlertTriangleFilled, IconClock, IconPlayerPauseFilled } from '@tabler/icons-react';
import { skipToken, useQuery } from '@tanstack/react-query';
import { memo } from 'react';

import { hoursQuery } from '../api/queries';
import type { Clock } from '../api/types';
import { formatLeft, leadClock, METRICS, slaState, spokenLeft, useNow } from '../lib/clock';
import { workingLeft } from '../lib/hours';
import s from './SlaChip.module.css';

const local = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const soon = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const far = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const WEEK = 6 * 86_400_000;
const SHORT = { first_reply: 'Reply', next_reply: 'Reply', update: 'Update', resolution: 'Solution' };
const ICONS = { breached: IconAlertTriangleFilled, soon: IconAlarm, ok: IconClock };

/** Time left as it is promised (working time where that counts), and the date and time of it here.
    Neutral while on track, amber in the last hour, red when late. Icon, sign and hidden text differ too: never colour alone. */
export const SlaChip = memo(function SlaChip({ clocks, focus = false }: { clocks: readonly Clock[]; focus?: boolean }) {
  const clock = leadClock(clocks);
  return clock ? <Running clock={clock} focus={focus} /> : null;
});

function Running({ clock, focus }: { clock: Clock; focus: boolean }) {
  const now = useNow();
  const version = clock.calendar_version_id;
  const { data: hours } = useQuery(version ? hoursQuery(version) : { queryKey: ['hours', 0], queryFn: skipToken });
  const state = slaState(clock, now);
  const size = focus ? 'md' : 'sm';
  if (state === 'none') return null;
  if (state === 'paused') {
    return (
      <span className={s.chip} data-sla="paused" data-size={size} title={`${METRICS[clock.metric]} is paused`}>
        <IconPlayerPauseFilled size={10} aria-hidden />
        {focus ? `${METRICS[clock.metric]} paused` : 'Paused'}
      </span>
    );
  }
  const due = Date.parse(clock.due_at!);
  const worked = hours && workingLeft(hours.spans, now, due);
  const left = worked ?? due - now;
  const Icon = ICONS[state];
  const spoken = `${METRICS[clock.metric]} ${spokenLeft(left, worked != null)}`;
  const by = local.format(due);
  const both = worked != null && left < 0 ? ` (${spokenLeft(due - now)} by the calendar)` : '';
  return (
    <span className={s.chip} data-sla={state} data-size={size} title={`${spoken}${both} · ${by}`}>
      <Icon size={12} aria-hidden />
      <span className="sr-only">
        {spoken}, {by}
      </span>
      <span className="num" aria-hidden>
        {focus && `${SHORT[clock.metric]} `}
        <bdi dir="ltr">{formatLeft(left, worked != null)}</bdi>
        {focus && ` · ${(Math.abs(due - now) < WEEK ? soon : far).format(due)}`}
      </span>
    </span>
  );
}
