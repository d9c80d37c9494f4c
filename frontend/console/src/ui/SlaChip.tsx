import { t } from '@lingui/core/macro';
import { IconAlarm, IconAlertTriangleFilled, IconClock, IconPlayerPauseFilled } from '@tabler/icons-react';
import { skipToken, useQuery } from '@tanstack/react-query';
import { memo } from 'react';

import { hoursQuery } from '../api/queries';
import type { Clock } from '../api/types';
import { formatLeft, leadClock, METRICS, slaState, spokenLeft, useNow } from '../lib/clock';
import { formatDate, shortTime } from '../lib/format';
import { workingLeft } from '../lib/hours';
import s from './SlaChip.module.css';

const WEEK = 6 * 86_400_000;
const SHORT = { get first_reply() { return t`Reply`; }, get next_reply() { return t`Reply`; }, get update() { return t`Update`; }, get resolution() { return t`Solution`; } };
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
      <span className={s.chip} data-sla="paused" data-size={size} title={t`${METRICS[clock.metric]} is paused`}>
        <IconPlayerPauseFilled size={10} aria-hidden />
        {focus ? t`${METRICS[clock.metric]} paused` : t`Paused`}
      </span>
    );
  }
  const due = Date.parse(clock.due_at!);
  const worked = hours && workingLeft(hours.spans, now, due);
  const left = worked ?? due - now;
  const Icon = ICONS[state];
  const spoken = t({ message: `${METRICS[clock.metric]} ${spokenLeft(left, worked != null)}`, comment: 'First reply due in 5 minutes' });
  const by = shortTime(due);
  const byCalendar = worked != null && left < 0 ? ` (${t`${spokenLeft(due - now)} by the calendar`})` : '';
  return (
    <span className={s.chip} data-sla={state} data-size={size} title={`${spoken}${byCalendar} · ${by}`}>
      <Icon size={12} aria-hidden />
      <span className="sr-only">
        {spoken}, {by}
      </span>
      <span className="num" aria-hidden>
        {focus && `${SHORT[clock.metric]} `}
        <bdi dir="ltr">{formatLeft(left, worked != null)}</bdi>
        {focus && ` · ${formatDate(due, Math.abs(due - now) < WEEK ? 'weekdayTime' : 'dateTime')}`}
      </span>
    </span>
  );
}
