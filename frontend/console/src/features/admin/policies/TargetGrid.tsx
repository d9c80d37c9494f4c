import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Select, Switch, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { METRICS } from '../../../lib/clock';
import { PRIORITY } from '../../../ui/words';
import { parseDuration, showDuration } from '../hours';
import s from './Policies.module.css';
import type { Metric, Target } from './types';

const COLUMNS = Object.keys(METRICS) as Metric[];
const ROWS = Object.keys(PRIORITY) as Target['priority'][];
const MEANS: Record<Metric, string> = { get first_reply() { return t`after the customer first wrote`; }, get next_reply() { return t`after they wrote again`; }, get update() { return t`after our last answer`; }, get resolution() { return t`from opening to solved`; } };
const HOUR = 3600;
const USUAL: Record<Target['priority'], number> = { urgent: HOUR, high: 4 * HOUR, normal: 8 * HOUR, low: 16 * HOUR };
/** A time to begin with: replies as soon as other replies, news and solutions after three times as long. */
function begin(own: readonly Target[], priority: Target['priority'], metric: Metric): number {
  const base = own.map((target) => (target.metric.endsWith('reply') ? target.seconds : target.seconds / 3)).sort((a, b) => a - b)[0] ?? USUAL[priority];
  return Math.round(metric.endsWith('reply') ? base : base * 3);
}
const parseAll = (text: string): number[] => text.split(',').flatMap((part) => parseDuration(part) ?? []);

/** Priorities down, promises across: typed as 30m, 4h or 2d; an empty cell promises nothing. */
export function TargetGrid({ value, onChange }: { value: readonly Target[]; onChange: (targets: Target[]) => void }) {
  const [apart, setApart] = useState(value.some((target) => target.public_seconds !== null));
  const of = (priority: Target['priority'], metric: Metric) => value.find((target) => target.priority === priority && target.metric === metric);
  const row = (priority: Target['priority']) => value.filter((target) => target.priority === priority);
  const put = (priority: Target['priority'], metric: Metric, seconds: number | null): void => {
    const rest = value.filter((target) => target.priority !== priority || target.metric !== metric);
    const like = of(priority, metric) ?? { business: row(priority)[0]?.business ?? true, warn: row(priority)[0]?.warn ?? [HOUR], public_seconds: null };
    onChange(seconds === null ? rest : [...rest, { priority, metric, seconds, business: like.business, warn: like.warn, public_seconds: like.public_seconds }]);
  };
  const promise = (metric: Metric): void => {
    const rows = value.length ? ROWS.filter((priority) => row(priority).length) : ROWS;
    onChange([...value, ...rows.map((priority) => ({ priority, metric, seconds: begin(row(priority), priority, metric), business: row(priority)[0]?.business ?? true, warn: row(priority)[0]?.warn ?? [HOUR], public_seconds: null }))]);
  };
  const all = (priority: Target['priority'], part: Partial<Target>): void => onChange(value.map((target) => (target.priority === priority ? { ...target, ...part } : target)));
  const inPublic = (priority: Target['priority'], metric: Metric, public_seconds: number | null): void => onChange(value.map((target) => (target.priority === priority && target.metric === metric ? { ...target, public_seconds } : target)));
  return (
    <>
      <div className={s.scroller} tabIndex={0} role="region" aria-label={t`Promises by priority`}>
        <table className={s.grid}>
          <thead>
            <tr>
              <th scope="col"><Trans>Priority</Trans></th>
              {COLUMNS.map((metric) => (
                <th key={metric} scope="col">
                  {METRICS[metric]}
                  <small>{MEANS[metric]}</small>
                  {!value.some((target) => target.metric === metric) && (
                    <Button size="compact-xs" variant="light" mt={4} leftSection={<IconPlus size={12} />} aria-label={t`Promise this, too: ${METRICS[metric]}`} onClick={() => promise(metric)}>
                      <Trans>Promise this</Trans>
                    </Button>
                  )}
                </th>
              ))}
              <th scope="col">
                <Trans>Counts<small>which hours</small></Trans>
              </th>
              <th scope="col">
                <Trans>Warn<small>when so much is left</small></Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map((priority) => {
              const own = row(priority);
              const mixed = new Set(own.map((target) => target.business)).size > 1;
              return (
                <tr key={priority}>
                  <th scope="row">{PRIORITY[priority]}</th>
                  {COLUMNS.map((metric) => {
                    const target = of(priority, metric);
                    return (
                      <td key={metric}>
                        <Duration label={`${PRIORITY[priority]}: ${METRICS[metric]}`} seconds={target?.seconds ?? null} onChange={(seconds) => put(priority, metric, seconds)} />
                        {apart && target && metric.endsWith('reply') && <Duration label={t`${PRIORITY[priority]}: ${METRICS[metric]} in public`} placeholder={t`public: same`} seconds={target.public_seconds} onChange={(seconds) => inPublic(priority, metric, seconds)} />}
                      </td>
                    );
                  })}
                  <td>
                    <Select
                      aria-label={t`${PRIORITY[priority]}: hours`}
                      data={[{ value: 'business', label: t`Business hours` }, { value: 'always', label: t`Around the clock` }, ...(mixed ? [{ value: 'mixed', label: t`Mixed` }] : [])]}
                      value={mixed ? 'mixed' : (own[0]?.business ?? true) ? 'business' : 'always'}
                      onChange={(next) => next && next !== 'mixed' && all(priority, { business: next === 'business' })}
                      disabled={!own.length}
                      allowDeselect={false}
                    />
                  </td>
                  <td>
                    <Warnings key={own.length ? 'on' : 'off'} label={t`${PRIORITY[priority]}: warnings`} seconds={own[0]?.warn ?? []} disabled={!own.length} onChange={(warn) => all(priority, { warn })} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className={s.hint}><Trans>Write 30m, 4h or 2d 4h; a day is 24 counted hours. An empty cell promises nothing; “Promise this” fills a column with times to begin with. Several warnings: 2h, 30m.</Trans></p>
      <Switch
        label={t`Another time for public comments`}
        description={t`A second line in each reply cell: what you promise where everybody can read along.`}
        checked={apart}
        onChange={(event) => {
          setApart(event.currentTarget.checked);
          if (!event.currentTarget.checked) onChange(value.map((target) => ({ ...target, public_seconds: null })));
        }}
      />
    </>
  );
}

function Duration({ label, seconds, onChange, placeholder = t`none` }: { label: string; seconds: number | null; onChange: (seconds: number | null) => void; placeholder?: string }) {
  const [text, setText] = useState(showDuration(seconds));
  const typed = parseDuration(text);
  const shown = typed === seconds || Number.isNaN(typed) ? text : showDuration(seconds);
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      value={shown}
      error={Number.isNaN(typed) ? t`As in 4h` : undefined}
      onChange={(event) => {
        const next = parseDuration(event.currentTarget.value);
        setText(event.currentTarget.value);
        if (!Number.isNaN(next)) onChange(next);
      }}
    />
  );
}

function Warnings({ label, seconds, disabled, onChange }: { label: string; seconds: readonly number[]; disabled: boolean; onChange: (warn: number[]) => void }) {
  const [text, setText] = useState(seconds.map(showDuration).join(', '));
  const wrong = parseAll(text).some(Number.isNaN);
  return (
    <TextInput
      aria-label={label}
      placeholder={t`never`}
      value={text}
      disabled={disabled}
      error={wrong ? t`As in 1h, 15m` : undefined}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const next = parseAll(event.currentTarget.value);
        if (!next.some(Number.isNaN)) onChange(next);
      }}
    />
  );
}
