import { useNavigate, useParams } from '@tanstack/react-router';
import { IconArrowLeft, IconArrowsSplit, IconBiohazard, IconBolt, IconBuilding, IconCalendarTime, IconGitBranch, IconMessage2Bolt, IconMoodSmile, IconPhoneCall, IconPlugConnected, IconTargetArrow, IconUsers, IconUsersGroup, IconWebhook, type Icon } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';

import { useMe } from '../../ui/names';
import s from './Admin.module.css';
import { ChannelsSection } from './channels/ChannelsSection';
import { OrganisationSection } from './OrganisationSection';
import { PeopleSection } from './PeopleSection';
import { QuarantineSection } from './QuarantineSection';
import { TeamsSection } from './TeamsSection';

const CannedSection = lazy(() => import('./canned/CannedSection'));
const MacrosSection = lazy(() => import('./macros/MacrosSection'));
const CalendarsSection = lazy(() => import('./calendars/CalendarsSection'));
const PoliciesSection = lazy(() => import('./policies/PoliciesSection'));
const RoutingSection = lazy(() => import('./routing/RoutingSection'));
const RulesSection = lazy(() => import('./rules/RulesSection'));
const WebhooksSection = lazy(() => import('./webhooks/WebhooksSection'));
const OnCallSection = lazy(() => import('./attention/OnCallSection'));
const SurveysSection = lazy(() => import('./attention/SurveysSection'));

interface Page {
  key: string;
  label: string;
  Icon: Icon;
  page: () => ReactNode;
}
/** Under the headings of the side; a page of its own file, loaded when it is opened. */
const GROUPS: readonly { title: string; pages: readonly Page[] }[] = [
  {
    title: 'The house',
    pages: [
      { key: 'channels', label: 'Channels', Icon: IconPlugConnected, page: () => <ChannelsSection /> },
      { key: 'teams', label: 'Teams', Icon: IconUsersGroup, page: () => <TeamsSection /> },
      { key: 'people', label: 'People', Icon: IconUsers, page: () => <PeopleSection /> },
      { key: 'organisation', label: 'Organisation', Icon: IconBuilding, page: () => <OrganisationSection /> },
    ],
  },
  {
    title: 'By itself',
    pages: [
      { key: 'calendars', label: 'Calendars', Icon: IconCalendarTime, page: () => <CalendarsSection /> },
      { key: 'policies', label: 'Policies', Icon: IconTargetArrow, page: () => <PoliciesSection /> },
      { key: 'routing', label: 'Routing', Icon: IconArrowsSplit, page: () => <RoutingSection /> },
      { key: 'rules', label: 'Rules', Icon: IconGitBranch, page: () => <RulesSection /> },
    ],
  },
  {
    title: 'By one click',
    pages: [
      { key: 'macros', label: 'Macros', Icon: IconBolt, page: () => <MacrosSection /> },
      { key: 'canned', label: 'Canned answers', Icon: IconMessage2Bolt, page: () => <CannedSection /> },
    ],
  },
  {
    title: 'Who hears of it',
    pages: [
      { key: 'surveys', label: 'Surveys', Icon: IconMoodSmile, page: () => <SurveysSection /> },
      { key: 'on-call', label: 'On call', Icon: IconPhoneCall, page: () => <OnCallSection /> },
    ],
  },
  {
    title: 'Other systems',
    pages: [{ key: 'webhooks', label: 'Webhooks', Icon: IconWebhook, page: () => <WebhooksSection /> }],
  },
  {
    title: 'Trouble',
    pages: [{ key: 'quarantine', label: 'Quarantine', Icon: IconBiohazard, page: () => <QuarantineSection /> }],
  },
];
const SECTIONS = GROUPS.flatMap((group) => group.pages);

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
          <IconArrowLeft size={16} aria-hidden />
          <span>Back to the inbox</span>
        </a>
        {GROUPS.map(({ title, pages }) => (
          <div key={title} className={s.group}>
            <h2>{title}</h2>
            {pages.map(({ key, label, Icon }) => (
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
          </div>
        ))}
      </nav>
      <div className={s.content} key={section.key}>
        <Suspense fallback={<p role="status">Loading…</p>}>{section.page()}</Suspense>
      </div>
    </div>
  );
}
