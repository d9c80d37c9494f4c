import { ActionIcon, Popover } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconBell, IconSettings } from '@tabler/icons-react';
import { useState } from 'react';

import s from './Attention.module.css';
import { NotificationList } from './NotificationList';
import { useNotifications } from './useNotifications';

export default function Bell() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const { unread } = useNotifications('all');
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" width={380} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon className={s.bell} onClick={() => setOpen(!open)} aria-label={unread ? t`Notifications, ${unread} unread` : t`Notifications`} aria-haspopup="dialog">
          <IconBell size={16} />
          <Unread count={unread} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={s.dropdown} aria-label={t`Notifications`}>
        <header className={s.head}>
          <h2>
            <Trans>Notifications</Trans>
          </h2>
          <ActionIcon
            aria-label={t`What I am told of`}
            onClick={() => {
              setOpen(false);
              void navigate({ to: '/me/{-$part}', params: { part: 'notifications' } });
            }}
          >
            <IconSettings size={15} />
          </ActionIcon>
        </header>
        {open && <NotificationList onOpen={() => setOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

/** How many, on the bell. */
export function Unread({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className={`${s.unread} num`} aria-hidden>
      {count > 99 ? '99+' : count}
    </span>
  );
}
