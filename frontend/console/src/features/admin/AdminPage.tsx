import { useNavigate, useParams } from '@tanstack/react-router';
import { IconArrowLeft, IconBiohazard, IconBuilding, IconPlugConnected, IconUsers, IconUsersGroup, type Icon } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';

import { useMe } from '../../ui/names';
import s from './Admin.module.css';
import { ChannelsSection } from './channels/ChannelsSection';
import { OrganisationSection } from './OrganisationSection';
import { PeopleSection } from './PeopleSection';
import { QuarantineSection } from './QuarantineSection';
import { TeamsSection } from './TeamsSection';

const SECTIONS: readonly { key: string; label: string; Icon: Icon; page: () => ReactNode }[] = [
  { key: 'channels', label: 'Channels', Icon: IconPlugConnected, page: () => <ChannelsSection /> },
  { key: 'teams', label: 'Teams', Icon: IconUsersGroup, page: () => <TeamsSection /> },
  { key: 'people', label: 'People', Icon: IconUsers, page: () => <PeopleSection /> },
  { key: 'quarantine', label: 'Quarantine', Icon: IconBiohazard, page: () => <QuarantineSection /> },
  { key: 'organisation', label: 'Organisation', Icon: IconBuilding, page: () => <OrganisationSection /> },
];

export function AdminPage() {
  const me = useMe();
  const navigate = useNavigate();
  const wanted = useParams({ strict: false, select: (params) => params.section });
  const section = SECTIONS.find((one) => one.key === wanted) ?? SECTIONS[0]!;
  useEffect(() => {
    document.title = `${section.label} · Janice`;
  }, [section.label]);
  if (me.role !== 'admin') {
    return (
      <div className={s.page}>
        <p role="alert">Administration is for admins. Ask one of them.</p>
      </div>
    );
  }
  return (
    <div className={s.page}>
      <nav className={s.tabs} aria-label="Administration">
        <a
          href="/inbox/open"
          className={s.back}
          onClick={(event) => {
            event.preventDefault();
            void navigate({ to: '/inbox/$view', params: { view: 'open' } });
          }}
        >
          <IconArrowLeft size={16} aria-label="Back to the inbox" />
        </a>
        {SECTIONS.map(({ key, label, Icon }) => (
          <a
            key={key}
            href={`/admin/${key}`}
            aria-current={section.key === key ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              void navigate({ to: '/admin/{-$section}', params: { section: key } });
            }}
          >
            <Icon size={16} stroke={1.7} aria-hidden />
            {label}
          </a>
        ))}
      </nav>
      <div className={s.content} key={section.key}>
        {section.page()}
      </div>
    </div>
  );
}
