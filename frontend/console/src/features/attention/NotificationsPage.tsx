import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconSettings } from '@tabler/icons-react';
import { useEffect } from 'react';

import s from './Attention.module.css';
import { NotificationList } from './NotificationList';

export function NotificationsPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  useEffect(() => {
    document.title = `${t`Notifications`} · Janice`;
  }, [t]);
  return (
    <div className={s.page}>
      <header className={s.head}>
        <h1>
          <Trans>Notifications</Trans>
        </h1>
        <Button variant="default" leftSection={<IconSettings size={14} />} onClick={() => void navigate({ to: '/me/{-$part}', params: { part: 'notifications' } })}>
          <Trans>What I am told of</Trans>
        </Button>
      </header>
      <NotificationList />
    </div>
  );
}
