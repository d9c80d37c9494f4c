import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { IconLock, IconWorld } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

import type { Message } from '../../../api/types';
import s from './Thread.module.css';

/** Where a case goes on in another conversation: from public to private, or back. */
export function Divide({ message: m, label }: { message: Message; label: string }) {
  const open = m.visibility === 'public';
  return (
    <li className={s.divide} data-public={open || undefined}>
      <span>
        {open ? <IconWorld size={13} aria-hidden /> : <IconLock size={13} aria-hidden />}
        {label} · {open ? t`everybody can read this` : t`not public`}
        {m.post_id !== null && (
          <Link to="/posts/{-$postId}" params={{ postId: String(m.post_id) }}>
            <Trans>See the post</Trans>
          </Link>
        )}
      </span>
    </li>
  );
}
