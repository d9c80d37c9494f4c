import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCalendarTime } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import a from '../Admin.module.css';
import { listCalendars } from '../calls';
import { Section } from '../Section';
import { CalendarEditor } from './CalendarEditor';
import c from './Calendars.module.css';
import { toBars, weekly } from './week';

const ExcuseMany = lazy(() => import('../../../ui/ExcuseMany'));

export default function CalendarsSection() {
  const { data: calendars, error } = useQuery({ queryKey: ['calendars'], queryFn: listCalendars, refetchOnMount: 'always' });
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const [excusing, setExcusing] = useState(false);
  const chosen = open === 'new' ? null : calendars?.find((one) => one.id === open);
  if (open !== null && chosen !== undefined) return <CalendarEditor key={open} calendar={chosen} onClose={() => setOpen(null)} onSaved={(saved) => setOpen(saved.id)} />;
  return (
    <Section title={t`Calendars`} about={t`When somebody is there. Promises in business hours count only while their calendar is open, in its own time zone, and not on its closed days.`} add={{ label: t`New calendar`, run: () => setOpen('new') }} error={error} pending={!calendars}>
      {calendars?.length === 0 && <p className={a.empty}><Trans>No calendar yet: every promise counts around the clock.</Trans></p>}
      {calendars && calendars.length > 0 && (
        <ul className={a.list}>
          {calendars.map((calendar) => (
            <li key={calendar.id}>
              <button type="button" className={a.row} onClick={() => setOpen(calendar.id)}>
                <IconCalendarTime size={18} aria-hidden />
                <span className={a.what}>
                  <b>{calendar.name}</b>
                  <small data-long>
                    <Trans>{calendar.zone} · <Plural value={Math.round(weekly(toBars(calendar.windows)) * 4) / 4} one="# hour" other="# hours" /> a week · <Plural value={calendar.closed.length} one="# closed day" other="# closed days" /></Trans>
                    {calendar.special.length > 0 && <> · <Plural value={calendar.special.length} one="# day with other hours" other="# days with other hours" /></>} · <Trans>version {calendar.version}</Trans>
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={c.excuse}>
        <p><Trans>Was there a day on which nobody could answer? The promises that broke on it need not count.</Trans></p>
        <Button variant="default" onClick={() => setExcusing(true)}>
          <Trans>Excuse breaches of a day…</Trans>
        </Button>
      </div>
      {excusing && (
        <Suspense>
          <ExcuseMany onClose={() => setExcusing(false)} />
        </Suspense>
      )}
    </Section>
  );
}
