import { useQuery } from '@tanstack/react-query';
import { IconCalendarTime } from '@tabler/icons-react';
import { useState } from 'react';

import { plural } from '../../../ui/words';
import a from '../Admin.module.css';
import { listCalendars } from '../calls';
import { Section } from '../Section';
import { CalendarEditor } from './CalendarEditor';
import { toBars, weekly } from './week';

export default function CalendarsSection() {
  const { data: calendars, error } = useQuery({ queryKey: ['calendars'], queryFn: listCalendars, refetchOnMount: 'always' });
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const chosen = open === 'new' ? null : calendars?.find((one) => one.id === open);
  if (open !== null && chosen !== undefined) return <CalendarEditor key={open} calendar={chosen} onClose={() => setOpen(null)} onSaved={(saved) => setOpen(saved.id)} />;
  return (
    <Section title="Calendars" about="When somebody is there. Promises in business hours count only while their calendar is open, in its own time zone, and not on its closed days." add={{ label: 'New calendar', run: () => setOpen('new') }} error={error} pending={!calendars}>
      {calendars?.length === 0 && <p className={a.empty}>No calendar yet: every promise counts around the clock.</p>}
      {calendars && calendars.length > 0 && (
        <ul className={a.list}>
          {calendars.map((calendar) => (
            <li key={calendar.id}>
              <button type="button" className={a.row} onClick={() => setOpen(calendar.id)}>
                <IconCalendarTime size={18} aria-hidden />
                <span className={a.what}>
                  <b>{calendar.name}</b>
                  <small data-long>
                    {calendar.zone} · {plural(Math.round(weekly(toBars(calendar.windows)) * 4) / 4, 'hour')} a week · {plural(calendar.closed.length, 'closed day')}
                    {calendar.special.length > 0 && ` · ${plural(calendar.special.length, 'day')} with other hours`} · version {calendar.version}
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
