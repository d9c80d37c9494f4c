import { IconAlarm, IconAlertTriangleFilled, IconClock, IconPlayerPauseFilled } from '@tabler/icons-react';
import { memo } from 'react';

import type { Clock } from '../api/types';
import { formatLeft, leadClock, METRICS, slaState, spokenLeft, useNow } from '../lib/clock';
import s from './SlaChip.module.css';

const ICONS = { breached: IconAlertTriangleFilled, soon: IconAlarm, ok: IconClock };

/** Neutral while on track, amber in the last hour, red when late. Icon, sign and hidden text differ too: never colour alone. */
export const SlaChip = memo(function SlaChip({ clocks, focus = false }: { clocks: readonly Clock[]; focus?: boolean }) {
  const clock = leadClock(clocks);
  return clock ? <Running clock={clock} focus={focus} /> : null;
});

function Running({ clock, focus }: { clock: Clock; focus: boolean }) {
  const now = useNow();
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
  const left = Date.parse(clock.due_at!) - now;
  const Icon = ICONS[state];
  const spoken = `${METRICS[clock.metric]} ${spokenLeft(left)}`;
  return (
    <span className={s.chip} data-sla={state} data-size={size} title={`${spoken}${clock.business ? ', in business hours' : ''}`}>
      <Icon size={12} aria-hidden />
      <span className="sr-only">{spoken}</span>
      <span className="num" aria-hidden>
        {focus && `${METRICS[clock.metric]} `}
        <bdi dir="ltr">{formatLeft(left)}</bdi>
      </span>
    </span>
  );
}
