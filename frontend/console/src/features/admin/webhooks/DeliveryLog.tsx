import type { MessageDescriptor } from '@lingui/core';
import { msg, plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Menu, SegmentedControl, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';

import type { Endpoint } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { toast, toastError } from '../../../ui/toast';
import s from '../Admin.module.css';
import { endpointsQuery, logQuery, resendFailed, resendOne, type Shown } from './calls';
import { Delivery } from './Delivery';
import own from './Webhooks.module.css';

const SINCE: readonly [MessageDescriptor, number][] = [
  [msg`Of the last hour`, 1],
  [msg`Of the last day`, 24],
  [msg`Of the last three days`, 72],
  [msg`All that are in the log`, 24 * 31],
];
const EMPTY: Record<Shown, string> = {
  get all() { return t`Nothing was told yet. Send a test to see whether the other system answers.`; },
  get failed() { return t`No call was given up.`; },
  get queued() { return t`Nothing waits.`; },
  get delivered() { return t`Nothing was taken yet.`; },
};

export function DeliveryLog({ endpoint, labels }: { endpoint: Endpoint; labels: ReadonlyMap<string, string> }) {
  const client = useQueryClient();
  const [shown, setShown] = useState<Shown>('all');
  const log = useInfiniteQuery(logQuery(endpoint.id, shown));
  const rows = log.data?.pages.flatMap((page) => page.results);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['endpoint-log', endpoint.id] });
    void client.invalidateQueries({ queryKey: endpointsQuery.queryKey });
  };
  const many = useMutation({
    mutationFn: (hours: number) => resendFailed(endpoint.id, new Date(Date.now() - hours * 3_600_000).toISOString()),
    onSuccess: ({ queued }) => {
      refresh();
      toast(queued === 0 ? t`No call failed in that time` : t`${plural(queued, { one: '# call', other: '# calls' })} on their way again`);
    },
    onError: (error) => toastError(error),
  });
  const again = useMutation({
    mutationFn: async (id: number) => void (await resendOne(id)),
    onSuccess: () => {
      refresh();
      toast(t`On its way again`);
    },
    onError: (error) => toastError(error),
  });
  return (
    <section className={own.log} aria-label={t`Log`}>
      <header>
        <div>
          <h2><Trans>What it was told</Trans></h2>
          <p><Trans>The calls of the last 30 days, the newest first.</Trans></p>
        </div>
        <SegmentedControl
          aria-label={t`Which calls`}
          size="xs"
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={[
            { value: 'all', label: t`All` },
            { value: 'queued', label: endpoint.waiting > 0 ? t`Waiting (${endpoint.waiting})` : t`Waiting` },
            { value: 'failed', label: endpoint.failed > 0 ? t`Failed (${endpoint.failed})` : t`Failed` },
          ]}
        />
        {endpoint.failed > 0 && (
          <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <Button variant="default" size="xs" rightSection={<IconChevronDown size={13} />} loading={many.isPending} disabled={!endpoint.active}>
                <Trans>Send again what failed</Trans>
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {SINCE.map(([label, hours]) => (
                <Menu.Item key={hours} onClick={() => many.mutate(hours)}>
                  {t(label)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      {log.error ? (
        <p role="alert">{explain(log.error)}</p>
      ) : !rows ? (
        <Skeleton height={120} radius="md" />
      ) : rows.length === 0 ? (
        <p className={s.empty}>{EMPTY[shown]}</p>
      ) : (
        <ul className={s.list}>
          {rows.map((row) => (
            <Delivery key={row.id} row={row} label={labels.get(row.kind)} mayResend={endpoint.active && !again.isPending} onResend={() => again.mutate(row.id)} />
          ))}
        </ul>
      )}
      {log.hasNextPage && (
        <Button variant="subtle" color="gray" mt={10} loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </section>
  );
}
