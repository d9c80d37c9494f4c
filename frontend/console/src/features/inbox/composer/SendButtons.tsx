import { t } from '@lingui/core/macro';
import { Button, Menu } from '@mantine/core';
import { IconAlarm, IconChevronDown, IconCircleCheck, IconHourglass, IconLock, IconSend2, IconWorld } from '@tabler/icons-react';

import type { TicketStatus } from '../../../api/types';
import s from './Composer.module.css';
import p from './Places.module.css';

interface Props {
  note: boolean;
  open: boolean;
  byTemplate: boolean;
  blocked: boolean;
  busy: boolean;
  onSend: (statusAfter: TicketStatus | null) => void;
  onLater: () => void;
}

/** What is public says so on its button, and on everything that the arrow beside it offers. */
export function SendButtons({ note, open, byTemplate, blocked, busy, onSend, onLater }: Props) {
  const look = note ? s.noteButton : open ? p.publicButton : undefined;
  const icon = note ? <IconLock size={13} /> : open ? <IconWorld size={14} /> : <IconSend2 size={14} />;
  return (
    <Button.Group>
      <Button type="submit" disabled={blocked} loading={busy} className={look} leftSection={icon}>
        {note ? t`Add note` : open ? t`Post publicly` : byTemplate ? t`Send the template` : t`Send`}
      </Button>
      {!note && (
        <Menu>
          <Menu.Target>
            <Button disabled={blocked} px={6} aria-label={t`More ways to send`} className={`${s.split} ${look ?? ''}`}>
              <IconChevronDown size={14} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCircleCheck size={14} />} onClick={() => onSend('solved')}>
              {open ? t`Post publicly and solve` : t`Send and solve`}
            </Menu.Item>
            <Menu.Item leftSection={<IconHourglass size={14} />} onClick={() => onSend('waiting_customer')}>
              {open ? t`Post publicly and wait for the customer` : t`Send and wait for the customer`}
            </Menu.Item>
            <Menu.Item leftSection={<IconAlarm size={14} />} onClick={onLater}>
              {open ? t`Post publicly later…` : t`Send later…`}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Button.Group>
  );
}
