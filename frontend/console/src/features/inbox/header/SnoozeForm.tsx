import { Trans } from '@lingui/react/macro';
import { t } from '@lingui/core/macro';
import { Button } from '@mantine/core';
import { IconAlarmOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

import WhenInput from '../../../ui/WhenInput';
import { snoozeChoices } from '../snooze';
import { shortTime } from '../thread/dates';
import s from './Header.module.css';

interface Props {
  snoozed: boolean;
  onChoose: (at: Date) => void;
  onWake: () => void;
}

/** The times that are mostly meant, or any other in one's own words. */
export default function SnoozeForm({ snoozed, onChoose, onWake }: Props) {
  const [at, setAt] = useState<Date | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus({ preventScroll: true }), []);
  return (
    <form
      ref={form}
      className={s.snooze}
      onSubmit={(event) => {
        event.preventDefault();
        if (at) onChoose(at);
      }}
    >
      <p className={s.about}>
        <Trans>Out of sight until then. It comes back by itself, and when the customer writes.</Trans>
      </p>
      <ul aria-label={t`Times`}>
        {snoozed && (
          <li>
            <Button variant="light" fullWidth justify="flex-start" leftSection={<IconAlarmOff size={14} />} onClick={onWake}>
              <Trans>Wake it now</Trans>
            </Button>
          </li>
        )}
        {snoozeChoices(new Date()).map((choice) => (
          <li key={choice.label}>
            <Button variant="default" fullWidth justify="space-between" rightSection={<small>{shortTime(choice.at.toISOString())}</small>} onClick={() => onChoose(choice.at)}>
              {choice.label}
            </Button>
          </li>
        ))}
      </ul>
      <WhenInput label={t`Or at another time`} onChange={setAt} />
      <Button type="submit" fullWidth disabled={!at}>
        <Trans>Snooze</Trans>
      </Button>
    </form>
  );
}
