import { Trans } from '@lingui/react/macro';
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import type { Rule } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { ago, serverNow } from '../../../lib/clock';
import { RuleEffect } from '../../../ui/RuleEffect';
import a from '../Admin.module.css';
import { runsQuery } from './calls';
import s from './Rules.module.css';

/** Each time that it ran, of the last 30 days. */
export function RunLog({ rule }: { rule: Rule }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(runsQuery(rule.id));
  const runs = data?.pages.flatMap((page) => page.results);
  if (!runs) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={120} radius="md" />;
  if (!runs.length) return <p className={a.empty}><Trans>It has not run in the last 30 days. If it should have, try it out: the list there says which condition was not met.</Trans></p>;
  return (
    <>
      <div className={a.scroller}>
        <table className={a.table}>
          <thead>
            <tr>
              <th scope="col"><Trans>Ticket</Trans></th>
              <th scope="col"><Trans>When</Trans></th>
              <th scope="col"><Trans>What it did</Trans></th>
              <th scope="col"><Trans>Version</Trans></th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id}>
                <td className={s.ticket}>
                  <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(run.ticket_id) }}>
                    {run.reference}
                  </Link>
                </td>
                <td className={s.when}><Trans>{ago(run.at, serverNow())} ago</Trans></td>
                <td>
                  <RuleEffect run={run} />
                </td>
                <td className="num">{run.version}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasNextPage && (
        <Button variant="default" mt={12} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  );
}
