import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { historyQuery } from '../../api/customers';
import { explain } from '../../api/http';
import { ago, serverNow } from '../../lib/clock';
import { useChannels } from '../names';
import { networkOf } from '../networks';
import { SIGNS } from '../scales';
import { STATUS } from '../words';
import s from './Customer.module.css';

/** Their tickets on every channel that I see, and how it was; the newest first. */
export function History({ contactId, ticketId }: { contactId: number; ticketId?: number | undefined }) {
  const { t } = useLingui();
  const channels = useChannels();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(historyQuery(contactId));
  const first = data?.pages[0];
  const rows = data?.pages.flatMap((page) => page.results).filter((row) => row.ticket.id !== ticketId) ?? [];
  const { answered = 0, good = 0 } = first?.satisfaction ?? {};
  return (
    <section aria-label={t`All conversations`}>
      <h3>
        <Trans>All conversations</Trans>
      </h3>
      {error && <p role="alert">{explain(error)}</p>}
      {answered > 0 && (
        <p className={s.quiet}>
          <Plural value={answered} one={`${good} of # answer was good`} other={`${good} of # answers were good`} />
        </p>
      )}
      {data && rows.length === 0 && <p className={s.quiet}>{ticketId ? <Trans>Nothing else yet.</Trans> : <Trans>They have not written yet.</Trans>}</p>}
      <ul className={`${s.list} ${s.history}`}>
        {rows.map(({ ticket, answer }) => {
          const { Icon, label } = networkOf(channels.get(ticket.channel_id)?.kind ?? ticket.contact.network);
          return (
            <li key={ticket.id}>
              <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(ticket.id) }}>
                <span className={s.line}>
                  <Icon size={15} stroke={1.7} aria-label={label} />
                  <span>
                    <b dir="auto">{ticket.subject || t`No subject`}</b>
                    <small>
                      {STATUS[ticket.status]} · {t`${ago(ticket.last_message_at, serverNow())} ago`}
                      {answer?.score != null && <> · {SIGNS[answer.scale][answer.score]}</>}
                    </small>
                  </span>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      {hasNextPage && (
        <Button variant="subtle" color="gray" size="compact-xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          <Trans>Show more of {first?.total ?? 0}</Trans>
        </Button>
      )}
    </section>
  );
}
