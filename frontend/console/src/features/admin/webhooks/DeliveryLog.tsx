import { Button, Menu, SegmentedControl, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';

import type { Endpoint } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { toast, toastError } from '../../../ui/toast';
import { plural } from '../../../ui/words';
import s from '../Admin.module.css';
import { endpointsQuery, logQuery, resendFailed, resendOne, type Shown } from './calls';
import { Delivery } from './Delivery';
import own from './Webhooks.module.css';

const SINCE: readonly [string, number][] = [
  ['Of the last hour', 1],
  ['Of the last day', 24],
  ['Of the last three days', 72],
  ['All that are in the log', 24 * 31],
];
const EMPTY: Record<Shown, string> = {
  all: 'Nothing was told yet. Send a test to see whether the other system answers.',
  failed: 'No call was given up.',
  queued: 'Nothing waits.',
  delivered: 'Nothing was taken yet.',
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
      toast(queued === 0 ? 'No call failed in that time' : `${plural(queued, 'call')} on their way again`);
    },
    onError: (error) => toastError(error),
  });
  const again = useMutation({
    mutationFn: async (id: number) => void (await resendOne(id)),
    onSuccess: () => {
      refresh();
      toast('On its way again');
    },
    onError: (error) => toastError(error),
  });
  return (
    <section className={own.log} aria-label="Log">
      <header>
        <div>
          <h2>What it was told</h2>
          <p>The calls of the last 30 days, the newest first.</p>
        </div>
        <SegmentedControl
          aria-label="Which calls"
          size="xs"
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={[
            { value: 'all', label: 'All' },
            { value: 'queued', label: endpoint.waiting > 0 ? `Waiting (${endpoint.waiting})` : 'Waiting' },
            { value: 'failed', label: endpoint.failed > 0 ? `Failed (${endpoint.failed})` : 'Failed' },
          ]}
        />
        {endpoint.failed > 0 && (
          <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <Button variant="default" size="xs" rightSection={<IconChevronDown size={13} />} loading={many.isPending} disabled={!endpoint.active}>
                Send again what failed
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {SINCE.map(([label, hours]) => (
                <Menu.Item key={hours} onClick={() => many.mutate(hours)}>
                  {label}
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
          Show more
        </Button>
      )}
    </section>
  );
}
