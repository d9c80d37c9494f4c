import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Modal, Switch } from '@mantine/core';
import { IconAlarm } from '@tabler/icons-react';
import { useState } from 'react';

import WhenInput from '../../../ui/WhenInput';
import { snoozeChoices } from '../snooze';
import { shortTime } from '../thread/dates';
import s from './SendLater.module.css';

interface Props {
  /** What it was, when the time of a waiting reply is changed. */
  before?: { send_at: string; cancel_if_answered: boolean };
  open: boolean;
  onPlan: (when: { send_at: string; cancel_if_answered: boolean }) => void;
  onClose: () => void;
}

/** A reply that leaves by itself at a time of the agent's choice. */
export default function SendLater({ before, open, onPlan, onClose }: Props) {
  const [unless, setUnless] = useState(before?.cancel_if_answered ?? true);
  const [first] = useState(() => (before ? new Date(before.send_at) : null));
  const [own, setOwn] = useState(first);
  const plan = (at: Date): void => onPlan({ send_at: at.toISOString(), cancel_if_answered: unless });
  return (
    <Modal opened onClose={onClose} title={open ? t`Post publicly later` : t`Send later`} size={420}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (own) plan(own);
        }}
      >
        <p><Trans>Your reply waits here and leaves by itself at that time, in your name. Until then you can change it, send it at once, or take it back.</Trans></p>
        <ul aria-label={t`Times`}>
          {snoozeChoices(new Date()).map((choice) => (
            <li key={choice.label}>
              <Button variant="default" fullWidth justify="space-between" rightSection={<small>{shortTime(choice.at.toISOString())}</small>} onClick={() => plan(choice.at)}>
                {choice.label}
              </Button>
            </li>
          ))}
        </ul>
        <Switch label={t`Not if the customer writes first`} description={t`Then it becomes your draft again, so that you can read what they say.`} checked={unless} onChange={(event) => setUnless(event.currentTarget.checked)} />
        <div className={s.own}>
          <WhenInput label={t`Or at another time`} first={first} onChange={setOwn} />
          <Button type="submit" leftSection={<IconAlarm size={15} />} disabled={!own}>
            {open ? t`Post then` : t`Send then`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
