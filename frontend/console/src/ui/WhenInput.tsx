import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

import { formatDate, fullTime } from '../lib/format';
import { releaseKeys } from '../lib/keys';
import { computerZone, instantOf, ownZone, wallOf } from '../lib/zone';
import { understand } from './when';
import s from './WhenInput.module.css';

interface Props {
  label: string;
  /** What stands there at first. */
  first?: Date | null;
  /** The time that was understood; null while there is none. Not told of ``first``. */
  onChange: (at: Date | null) => void;
}
const two = (n: number): string => String(n).padStart(2, '0');
/** For <input type="datetime-local">, which knows no time zone. */
function localOf(at: Date): string {
  const { year, month, day, hour, minute } = wallOf(at);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
function ofLocal(value: string): Date | null {
  const found = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(value)?.slice(1).map(Number) as [number, number, number, number, number] | undefined;
  return found ? instantOf({ year: found[0], month: found[1], day: found[2], hour: found[3], minute: found[4] }) : null;
}

/** Asks for a time in words, or from a calendar, and says how it was understood before anything is done. */
export default function WhenInput({ label, first = null, onChange }: Props) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(first);
  const [thinking, setThinking] = useState(false);
  const asked = useRef(0);
  const picker = useRef<HTMLInputElement>(null);
  useEffect(() => () => void (asked.current += 1), []);
  const take = (found: Date | null): void => {
    setAt(found);
    onChange(found);
  };
  const say = (words: string): void => {
    setText(words);
    take(null); // until it is understood
    const mine = ++asked.current;
    setThinking(words.trim() !== '');
    if (words.trim())
      void understand(words, new Date()).then((found) => {
        if (mine !== asked.current) return;
        setThinking(false);
        take(found);
      });
  };
  const pick = (value: string): void => {
    const found = ofLocal(value);
    if (!found) return;
    asked.current += 1;
    setThinking(false);
    setText(formatDate(found.getTime(), 'yearMoment'));
    take(found > new Date() ? found : null);
  };
  const zone = ownZone();
  return (
    <div className={s.when}>
      <TextInput
        label={label}
        description={t`In your own words: tomorrow 9, in 3 days, next Monday`}
        value={text}
        onChange={(event) => say(event.currentTarget.value)}
        onFocus={() => {
          const typed = releaseKeys().trim(); // while this was on its way
          if (typed) say(text + typed);
        }}
        maxLength={100}
        autoComplete="off"
        dir="auto"
        data-autofocus
        rightSection={
          <ActionIcon aria-label={t`Choose from a calendar`} onClick={() => picker.current?.showPicker()}>
            <IconCalendar size={15} />
          </ActionIcon>
        }
      />
      <input ref={picker} type="datetime-local" className={s.picker} tabIndex={-1} aria-hidden min={localOf(new Date())} value={at ? localOf(at) : ''} onChange={(event) => pick(event.currentTarget.value)} />
      <p role="status" className={s.said}>
        {at ? <b>{fullTime(at.getTime())}</b> : text.trim() && !thinking ? <Trans>That is no time to come. Try “tomorrow 9” or “1 December 14:00”.</Trans> : null}
        {at && zone !== undefined && zone !== computerZone() && <Trans>, as clocks say in {zone}</Trans>}
      </p>
    </div>
  );
}
