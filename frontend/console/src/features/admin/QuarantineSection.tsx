import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';

import { formatDate } from '../../lib/format';
import { useChannels } from '../../ui/names';
import { toast, toastError } from '../../ui/toast';
import { fileSize } from '../../ui/words';
import s from './Admin.module.css';
import { discardRaw, listQuarantine, rawAddress, replayRaw } from './calls';
import { Section } from './Section';

export function QuarantineSection() {
  const client = useQueryClient();
  const channels = useChannels();
  const list = useInfiniteQuery({
    queryKey: ['quarantine'],
    queryFn: ({ pageParam }) => listQuarantine(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
  const act = useMutation({
    mutationFn: async ({ run, id }: { run: (id: number) => Promise<unknown>; id: number; words: string }) => void (await run(id)),
    onSuccess: (_, { words }) => {
      void client.invalidateQueries({ queryKey: ['quarantine'] });
      toast(words);
    },
    onError: (error) => toastError(error),
  });
  const rows = list.data?.pages.flatMap((page) => page.results);
  return (
    <Section title={t`Quarantine`} about={t`What came in and could not be read. Nothing is lost: the bytes are kept, and can be read again after a fix.`} error={list.error} pending={!rows}>
      {rows?.length === 0 && <p className={s.empty}><Trans>Everything that came in could be read.</Trans></p>}
      {rows && rows.length > 0 && (
        <ul className={s.list}>
          {rows.map((raw) => (
            <li key={raw.id} className={s.row}>
              <span className={s.what}>
                <b>
                  {channels.get(raw.channel_id)?.name ?? t`A channel`} · <time dateTime={raw.received_at}>{formatDate(raw.received_at, 'seconds')}</time>
                </b>
                <small data-long>{raw.error}</small>
                <small>
                  <Trans>
                    {raw.external_id} · by {raw.source} · {fileSize(raw.size)} · tried {raw.attempts}×
                  </Trans>
                </small>
              </span>
              <Button component="a" href={rawAddress(raw.id)} download variant="subtle" color="gray" leftSection={<IconDownload size={14} />}>
                <Trans>Bytes</Trans>
              </Button>
              <Button variant="default" disabled={act.isPending} onClick={() => act.mutate({ run: replayRaw, id: raw.id, words: t`It is being read again` })}>
                <Trans>Read again</Trans>
              </Button>
              <Button variant="subtle" color="red" disabled={act.isPending} onClick={() => act.mutate({ run: discardRaw, id: raw.id, words: t`Laid aside` })}>
                <Trans>Lay aside</Trans>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="subtle" color="gray" mt={10} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </Section>
  );
}
