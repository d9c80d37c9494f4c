import { Link } from '@tanstack/react-router';
import { Plural, Trans } from '@lingui/react/macro';
import { IconBell } from '@tabler/icons-react';

import s from './Attention.module.css';
import { Unread } from './Bell';
import { useNotifications } from './useNotifications';

/** The bell of a phone stands in its bottom bar. */
export default function NotificationsTab() {
  const { unread } = useNotifications('all');
  return (
    <Link to="/notifications" activeProps={{ 'aria-current': 'page' }}>
      <span className={s.bell} data-tab>
        <IconBell size={20} aria-hidden />
        <Unread count={unread} />
      </span>
      <Trans>Notices</Trans>
      {unread > 0 && (
        <span className="sr-only">
          <Plural value={unread} one=", # unread" other=", # unread" />
        </span>
      )}
    </Link>
  );
}
