import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import type { MachineHealth } from '../../../api/generated/types.gen';
import { formatNumber, formatUnit } from '../../../lib/format';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { healthQuery } from './calls';
import { BACKLOG, HELP, LATE, PART } from './words';

const lasting = (seconds: number): string => (seconds < 90 ? formatUnit(seconds, 'second', 'narrow') : seconds < 5400 ? formatUnit(seconds / 60, 'minute', 'narrow') : formatUnit(seconds / 3600, 'hour', 'narrow'));
const words = (of: Record<string, string>, name: string): string => of[name] ?? name;

export default function HealthSection() {
  const { t } = useLingui();
  const { data, error } = useQuery(healthQuery);
  return (
    <Section title={t`Health`} about={t`What runs, what waits and what is ill, as it is now. Each red line says what to do.`} error={data ? null : error} pending={!data}>
      {data && error && (
        <p className={s.problem} role="alert">
          <Trans>The server does not answer just now. Below is what it said last.</Trans>
        </p>
      )}
      {data && <Verdict health={data} />}
      {data && <Parts health={data} />}
    </Section>
  );
}

function Verdict({ health }: { health: MachineHealth }) {
  const ill = health.checks.filter((one) => !one.ok).length + health.waiting.filter((one) => one.late).length + health.channels.filter((one) => one.active && one.health === 'needs_attention').length;
  return (
    <p role="status" className={ill || health.quarantined ? s.problem : s.verdict}>
      {ill ? <Trans>Something needs you: see the lines with a triangle.</Trans> : health.quarantined ? <Trans>Everything runs. Something that came in could not be read; see Quarantine.</Trans> : <Trans>Everything runs.</Trans>}
    </p>
  );
}

function Parts({ health }: { health: MachineHealth }) {
  const { t } = useLingui();
  return (
    <>
      <Part title={t`Processes`}>
        {health.checks.map((check) => (
          <Line key={check.name} good={check.ok} name={words(PART, check.name)} help={words(HELP, check.name)} reason={check.reason}>
            {check.age !== null && <Trans>seen {lasting(check.age)} ago</Trans>}
            {check.count !== null && check.count > 1 && ` · ${formatNumber(check.count)}×`}
          </Line>
        ))}
      </Part>
      <Part title={t`What waits`}>
        {health.waiting.map((one) => (
          <Line key={one.name} good={!one.late} name={words(BACKLOG, one.name)} help={words(LATE, one.name)} reason="">
            {formatNumber(one.waiting)}
            {one.oldest !== null && (
              <>
                {' · '}
                <Trans>the oldest for {lasting(one.oldest)}</Trans>
              </>
            )}
          </Line>
        ))}
      </Part>
      <Part title={t`Channels`}>
        {health.channels.map((channel) => (
          <Line key={channel.id} good={!channel.active || channel.health !== 'needs_attention'} name={channel.name} help={t`Open it under Channels: it says what is wrong, and can be tested there.`} reason={channel.active && channel.health !== 'ok' ? channel.health_detail : ''}>
            {channel.active && channel.paused_at ? <Trans>paused</Trans> : channel.active ? channel.health === 'ok' ? <Trans>works</Trans> : channel.health === 'unknown' ? <Trans>not asked yet</Trans> : <Trans>in trouble</Trans> : <Trans>switched off</Trans>}
          </Line>
        ))}
        <Line good={health.quarantined === 0} name={t`Quarantine`} help={t`What came in and could not be read is kept. Look at it, and read it again after a fix.`} reason="">
          <Link to="/admin/{-$section}" params={{ section: 'quarantine' }}>
            {formatNumber(health.quarantined)}
          </Link>
        </Line>
      </Part>
      <Part title={t`Queues of messages between processes`}>
        {health.queues.map((queue) => (
          <Line key={queue.name} good={queue.length !== null && queue.length < 1000} name={queue.name} help={t`These are reminders only: what they are about stands in the database. Many mean that the workers do not keep up.`} reason="">
            {queue.length === null ? <Trans>unknown</Trans> : formatNumber(queue.length)}
          </Line>
        ))}
      </Part>
      <Part title={t`Versions`}>
        {Object.entries(health.versions).map(([name, version]) => (
          <li key={name} className={s.row}>
            <span className={s.what}>
              <b>{name}</b>
            </span>
            <span className={s.figure}>{version || <Trans>unknown</Trans>}</span>
          </li>
        ))}
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={s.part}>
      <h2>{title}</h2>
      <ul className={s.list}>{children}</ul>
    </section>
  );
}

function Line({ good, name, help, reason, children }: { good: boolean; name: string; help: string; reason: string; children: ReactNode }) {
  const { t } = useLingui();
  return (
    <li className={s.row} data-ill={!good || undefined}>
      {good ? <IconCheck size={16} aria-label={t`Works`} /> : <IconAlertTriangle size={16} aria-label={t`Needs you`} />}
      <span className={s.what}>
        <b>{name}</b>
        {reason && <small data-long>{reason}</small>}
        {!good && <small data-long>{help}</small>}
      </span>
      <span className={s.figure}>{children}</span>
    </li>
  );
}
