import { useNavigate, useParams } from '@tanstack/react-router';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconArrowLeft, IconBell, IconKeyboard, IconLock, IconSunMoon, IconUser, type Icon } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';

import { spoken } from '../../lib/language';
import { KeyboardPart } from './KeyboardPart';
import { LookPart } from './LookPart';
import s from './Me.module.css';
import { NotificationsPart } from './NotificationsPart';
import { ProfilePart } from './ProfilePart';
import { SecurityPart } from './SecurityPart';

type Part = 'profile' | 'notifications' | 'keyboard' | 'look' | 'security';
const TITLES = spoken<Part>({ profile: msg`Profile`, notifications: msg`Notifications`, keyboard: msg`Keyboard`, look: msg`Look`, security: msg`Security` });
const PARTS: readonly { key: Part; Icon: Icon; part: () => ReactNode }[] = [
  { key: 'profile', Icon: IconUser, part: () => <ProfilePart /> },
  { key: 'notifications', Icon: IconBell, part: () => <NotificationsPart /> },
  { key: 'keyboard', Icon: IconKeyboard, part: () => <KeyboardPart /> },
  { key: 'look', Icon: IconSunMoon, part: () => <LookPart /> },
  { key: 'security', Icon: IconLock, part: () => <SecurityPart /> },
];

/** What concerns nobody but me. */
export function MePage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const wanted = useParams({ strict: false, select: (params) => params.part });
  const shown = PARTS.find((one) => one.key === wanted) ?? PARTS[0]!;
  const title = TITLES[shown.key];
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${title} · Janice`;
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); // on a phone they stand in a row that is too long
  }, [title]);
  return (
    <div className={s.page}>
      <nav ref={tabs} className={s.tabs} aria-label={t`My preferences`}>
        <a
          href="/inbox/open"
          className={s.back}
          onClick={(event) => {
            event.preventDefault();
            void navigate({ to: '/inbox/$view', params: { view: 'open' } });
          }}
        >
          <IconArrowLeft size={16} aria-hidden />
          <span>
            <Trans>Back to the inbox</Trans>
          </span>
        </a>
        {PARTS.map(({ key, Icon }) => (
          <a
            key={key}
            href={`/me/${key}`}
            aria-current={shown.key === key ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              void navigate({ to: '/me/{-$part}', params: { part: key } });
            }}
          >
            <Icon size={16} stroke={1.7} aria-hidden />
            {TITLES[key]}
          </a>
        ))}
      </nav>
      <div className={s.content} key={shown.key}>
        {shown.part()}
      </div>
    </div>
  );
}
