import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { IconAppWindow, IconArrowLeft, IconArrowsSplit, IconBiohazard, IconBolt, IconBook2, IconBuilding, IconCalendarTime, IconFilter, IconFlag, IconForms, IconGitBranch, IconHeartbeat, IconHourglass, IconKey, IconListSearch, IconMessage2Bolt, IconMessages, IconMoodSmile, IconPalette, IconPhoneCall, IconPlugConnected, IconTags, IconTargetArrow, IconUsers, IconUsersGroup, IconWebhook, type Icon } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';

import { useMe } from '../../ui/names';
import s from './Admin.module.css';
import { ChannelsSection } from './channels/ChannelsSection';
import { OrganisationSection } from './OrganisationSection';
import { PeopleSection } from './PeopleSection';
import { QuarantineSection } from './QuarantineSection';
import { guideQuery } from './setup/calls';
import { TeamsSection } from './TeamsSection';

const SetupSection = lazy(() => import('./setup/SetupSection'));
const LabelsSection = lazy(() => import('./labels/LabelsSection'));
const FieldsSection = lazy(() => import('./fields/FieldsSection'));
const TokensSection = lazy(() => import('./tokens/TokensSection'));
const AuditSection = lazy(() => import('./audit/AuditSection'));
const RetentionSection = lazy(() => import('./retention/RetentionSection'));
const HealthSection = lazy(() => import('./health/HealthSection'));
const ViewsSection = lazy(() => import('./views/ViewsSection'));
const CannedSection = lazy(() => import('./canned/CannedSection'));
const MacrosSection = lazy(() => import('./macros/MacrosSection'));
const CalendarsSection = lazy(() => import('./calendars/CalendarsSection'));
const PoliciesSection = lazy(() => import('./policies/PoliciesSection'));
const RoutingSection = lazy(() => import('./routing/RoutingSection'));
const RulesSection = lazy(() => import('./rules/RulesSection'));
const PanelsSection = lazy(() => import('./panels/PanelsSection'));
const WebhooksSection = lazy(() => import('./webhooks/WebhooksSection'));
const OnCallSection = lazy(() => import('./attention/OnCallSection'));
const BrandsSection = lazy(() => import('./brands/BrandsSection'));
const FormsSection = lazy(() => import('./forms/FormsSection'));
const HelpSection = lazy(() => import('./help/HelpSection'));
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
    get title() { return t`The house`; },
    pages: [
      { key: 'setup', get label() { return t`First steps`; }, Icon: IconFlag, page: () => <SetupSection /> },
      { key: 'channels', get label() { return t`Channels`; }, Icon: IconPlugConnected, page: () => <ChannelsSection /> },
      { key: 'teams', get label() { return t`Teams`; }, Icon: IconUsersGroup, page: () => <TeamsSection /> },
      { key: 'people', get label() { return t`People`; }, Icon: IconUsers, page: () => <PeopleSection /> },
      { key: 'organisation', get label() { return t`Organisation`; }, Icon: IconBuilding, page: () => <OrganisationSection /> },
    ],
  },
  {
    get title() { return t`How things are sorted`; },
    pages: [
      { key: 'labels', get label() { return t`Labels`; }, Icon: IconTags, page: () => <LabelsSection /> },
      { key: 'fields', get label() { return t`Fields`; }, Icon: IconForms, page: () => <FieldsSection /> },
    ],
  },
  {
    get title() { return t`By itself`; },
    pages: [
      { key: 'calendars', get label() { return t`Calendars`; }, Icon: IconCalendarTime, page: () => <CalendarsSection /> },
      { key: 'policies', get label() { return t`Policies`; }, Icon: IconTargetArrow, page: () => <PoliciesSection /> },
      { key: 'routing', get label() { return t`Routing`; }, Icon: IconArrowsSplit, page: () => <RoutingSection /> },
      { key: 'rules', get label() { return t`Rules`; }, Icon: IconGitBranch, page: () => <RulesSection /> },
    ],
  },
  {
    get title() { return t`By one click`; },
    pages: [
      { key: 'macros', get label() { return t`Macros`; }, Icon: IconBolt, page: () => <MacrosSection /> },
      { key: 'views', get label() { return t`Views`; }, Icon: IconFilter, page: () => <ViewsSection /> },
      { key: 'canned', get label() { return t`Canned answers`; }, Icon: IconMessage2Bolt, page: () => <CannedSection /> },
    ],
  },
  {
    get title() { return t`Who hears of it`; },
    pages: [
      { key: 'surveys', get label() { return t`Surveys`; }, Icon: IconMoodSmile, page: () => <SurveysSection /> },
      { key: 'on-call', get label() { return t`On call`; }, Icon: IconPhoneCall, page: () => <OnCallSection /> },
    ],
  },
  {
    get title() { return t`What customers see`; },
    pages: [
      { key: 'brands', get label() { return t`Brands`; }, Icon: IconPalette, page: () => <BrandsSection /> },
      { key: 'forms', get label() { return t`Forms`; }, Icon: IconForms, page: () => <FormsSection page="form" /> },
      { key: 'chats', get label() { return t`Chat on your site`; }, Icon: IconMessages, page: () => <FormsSection page="chat" /> },
      { key: 'help', get label() { return t`Help pages`; }, Icon: IconBook2, page: () => <HelpSection /> },
    ],
  },
  {
    get title() { return t`Other systems`; },
    pages: [
      { key: 'webhooks', get label() { return t`Webhooks`; }, Icon: IconWebhook, page: () => <WebhooksSection /> },
      { key: 'panels', get label() { return t`Panels`; }, Icon: IconAppWindow, page: () => <PanelsSection /> },
      { key: 'tokens', get label() { return t`API tokens`; }, Icon: IconKey, page: () => <TokensSection /> },
    ],
  },
  {
    get title() { return t`Looking after it`; },
    pages: [
      { key: 'health', get label() { return t`Health`; }, Icon: IconHeartbeat, page: () => <HealthSection /> },
      { key: 'quarantine', get label() { return t`Quarantine`; }, Icon: IconBiohazard, page: () => <QuarantineSection /> },
      { key: 'audit', get label() { return t`Audit`; }, Icon: IconListSearch, page: () => <AuditSection /> },
      { key: 'retention', get label() { return t`Retention`; }, Icon: IconHourglass, page: () => <RetentionSection /> },
    ],
  },
];
const SECTIONS = GROUPS.flatMap((group) => group.pages);

export function AdminPage() {
  const me = useMe();
  const navigate = useNavigate();
  const wanted = useParams({ strict: false, select: (params) => params.section });
  const guide = useQuery({ ...guideQuery, refetchInterval: false, enabled: wanted === undefined && me.role === 'admin' });
  const begins = guide.data?.hidden === false && guide.data.steps.some((step) => !step.done);
  const section = SECTIONS.find((one) => one.key === (wanted ?? (begins ? 'setup' : 'channels'))) ?? SECTIONS[1]!;
  const open = (key: string): void => void navigate({ to: '/admin/{-$section}', params: { section: key } });
  useEffect(() => {
    document.title = `${section.label} · Janice`;
  }, [section.label]);
  if (me.role !== 'admin') {
    return (
      <div className={s.page}>
        <p role="alert"><Trans>Administration is for admins. Ask one of them.</Trans></p>
      </div>
    );
  }
  return (
    <div className={s.page}>
      <nav className={s.tabs} aria-label={t`Administration`}>
        <a
          href="/inbox/open"
          className={s.back}
          onClick={(event) => {
            event.preventDefault();
            void navigate({ to: '/inbox/$view', params: { view: 'open' } });
          }}
        >
          <IconArrowLeft size={16} aria-hidden />
          <span><Trans>Back to the inbox</Trans></span>
        </a>
        <select className={s.select} aria-label={t`Page of the administration`} value={section.key} onChange={(event) => open(event.currentTarget.value)}>
          {GROUPS.map(({ title, pages }) => (
            <optgroup key={title} label={title}>
              {pages.map(({ key, label }) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
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
                  open(key);
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
        <Suspense fallback={<p role="status"><Trans>Loading…</Trans></p>}>{section.page()}</Suspense>
      </div>
    </div>
  );
}
