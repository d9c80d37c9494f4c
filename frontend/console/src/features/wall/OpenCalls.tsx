import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPhoneCall } from '@tabler/icons-react';

import { callsQuery } from '../../api/attention';
import { ago, useClock } from '../../lib/clock';
import s from './OpenCalls.module.css';

/** Calls that nobody has taken: red until somebody does. */
export function OpenCalls() {
  const { data = [] } = useQuery({ ...callsQuery, refetchInterval: 60_000 });
  if (!data.length) return null;
  return (
    <ul className={s.calls} aria-label={t`Calls that nobody has taken`}>
      {data.map((call) => (
        <li key={call.id}>
          <IconPhoneCall size={18} aria-hidden />
          <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(call.ticket.id) }}>
            <b dir="auto">{call.text}</b>
          </Link>
          <span>
            {call.given_up_at === null ? t`${call.user.name} is being called` : t`Everybody was called in vain`} · <Since at={call.given_up_at ?? call.called_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Since({ at }: { at: string }) {
  const words = useClock((now) => (now - Date.parse(at) < 60_000 ? t`just now` : t`${ago(at, now)} ago`));
  return <time dateTime={at}>{words}</time>;
}
