import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import * as sdk from '../api/generated/sdk.gen';
import type { ExcuseManyRequest } from '../api/generated/types.gen';
import { answer, ApiError, explain, strict } from '../api/http';
import { METRICS } from '../lib/clock';
import { shortTime } from '../lib/format';
import s from './ExcuseMany.module.css';
import { useChannels } from './names';
import { toast } from './toast';

const KINDS = [
  { value: 'calendar_id', get label() { return t`Promises of one calendar`; } },
  { value: 'policy_id', get label() { return t`Promises of one policy`; } },
  { value: 'channel_id', get label() { return t`Tickets of one channel`; } },
];
const WHICH: Record<string, string> = { get calendar_id() { return t`Calendar`; }, get policy_id() { return t`Policy`; }, get channel_id() { return t`Channel`; } };
const SHOWN = ['start', 'end', 'reason', ...Object.keys(WHICH)];
const two = (n: number): string => String(n).padStart(2, '0');
/** As an input of date and time has it, here: the start of a day so many days from today. */
function midnight(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T00:00`;
}

interface Props {
  /** Tickets of this channel to begin with; else promises of a calendar. */
  channel?: number | undefined;
  onClose: () => void;
}

/** Broken promises of a time do not count, for a reason: first it is shown which ones, then they are excused. */
export default function ExcuseMany({ channel, onClose }: Props) {
  const channels = useChannels();
  const { data: calendars } = useQuery({ queryKey: ['calendars'], queryFn: async () => (await answer(sdk.calendarsList(strict))).results });
  const { data: policies } = useQuery({ queryKey: ['policies'], queryFn: async () => (await answer(sdk.policiesList(strict))).results });
  const [draft, setDraft] = useState({ start: midnight(0), end: midnight(1), kind: channel ? 'channel_id' : 'calendar_id', of: channel ? String(channel) : null, reason: '' });
  const look = useMutation({ mutationFn: () => send(true) });
  const save = useMutation({
    mutationFn: () => send(false),
    onSuccess: ({ count }) => {
      toast(t`${plural(count, { one: '# broken promise', other: '# broken promises' })} excused. On a ticket, "Why is it like this?" takes one back.`);
      onClose();
    },
  });
  const choices = [...(draft.kind === 'calendar_id' ? (calendars ?? []) : draft.kind === 'policy_id' ? (policies ?? []) : channels.values())].map((one) => ({ value: String(one.id), label: one.name }));
  const of = draft.of ?? choices[0]?.value ?? null;
  const set = (changes: Partial<typeof draft>): void => {
    look.reset(); // what was shown was for other words
    save.reset();
    setDraft((old) => ({ ...old, ...changes }));
  };
  function send(dry_run: boolean) {
    const { start, end, kind, reason } = draft;
    const body = { start: new Date(start).toISOString(), end: new Date(end).toISOString(), reason: reason.trim(), [kind]: Number(of), dry_run } as ExcuseManyRequest;
    return answer(sdk.clocksExcuseMany({ ...strict, body }));
  }
  const problem = save.error ?? look.error;
  const errors = problem instanceof ApiError ? problem.fields : {};
  const found = look.data;
  const ready = Boolean(draft.start && draft.end && of && draft.reason.trim());
  return (
    <Modal opened onClose={onClose} title={t`Excuse broken promises`} size={620} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (found?.count) save.mutate();
          else look.mutate();
        }}
      >
        <p className={s.about}><Trans>For a day on which nobody could answer, such as a power cut. Excused promises stay in the record as broken, with your name and the reason; they are counted apart on the wall.</Trans></p>
        <div className={s.pair}>
          <TextInput type="datetime-local" label={t`Broken from`} value={draft.start} onChange={(event) => set({ start: event.currentTarget.value })} error={errors.start} required withAsterisk={false} data-autofocus />
          <TextInput type="datetime-local" label={t`Until`} value={draft.end} onChange={(event) => set({ end: event.currentTarget.value })} error={errors.end} required withAsterisk={false} />
          <Select label={t`Only`} data={KINDS} value={draft.kind} onChange={(kind) => kind && set({ kind, of: null })} allowDeselect={false} />
          <Select label={WHICH[draft.kind]} data={choices} value={of} onChange={(value) => set({ of: value })} error={errors[draft.kind]} placeholder={choices.length ? '' : t`There is none`} allowDeselect={false} searchable={choices.length > 8} />
        </div>
        <Textarea label={t`Why they do not count`} placeholder={t`for example: power cut in the office`} value={draft.reason} onChange={(event) => set({ reason: event.currentTarget.value })} error={errors.reason} maxLength={300} autosize minRows={2} />
        {problem && !Object.keys(errors).some((name) => SHOWN.includes(name)) && (
          <p className={s.problem} role="alert">
            {explain(problem)}
          </p>
        )}
        <div role="status">
          {found && (
            <div className={s.found}>
              <h2>{found.count ? t`${plural(found.count, { one: '# broken promise', other: '# broken promises' })} would be excused.` : t`Nothing to excuse.`}</h2>
              {found.count === 0 && <p><Trans>No promise broke in this time that is not excused already. Try another time, or another {WHICH[draft.kind]!.toLowerCase()}.</Trans></p>}
              {found.examples.length > 0 && (
                <>
                  <p>{found.count > found.examples.length ? t`The latest ${found.examples.length} of them:` : t`They are:`}</p>
                  <ul>
                    {found.examples.map((one) => (
                      <li key={one.clock_id}>
                        <span dir="auto">
                          <b>{one.reference}</b> {one.subject || t`No subject`}
                        </span>
                        <small>
                          {METRICS[one.metric]}, {shortTime(one.breached_at)}
                        </small>
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </div>
          )}
        </div>
        <div className={s.actions}>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" disabled={!ready} loading={look.isPending || save.isPending}>
            {found?.count ? t`Excuse ${plural(found.count, { one: '# promise', other: '# promises' })}` : t`Show which ones`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
