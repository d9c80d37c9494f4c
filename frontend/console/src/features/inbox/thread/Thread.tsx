import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { IconArrowDown } from '@tabler/icons-react';
import { lazy, memo, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import { explain } from '../../../api/http';
import { messagesQuery, ticketQuery, timelineQuery } from '../../../api/queries';
import type { Message as MessageRow, TimelineEntry } from '../../../api/types';
import { useChannels, useTeams, useUsers } from '../../../ui/names';
import { surfaceLabel } from '../../../ui/surfaces';
import { dayOf } from './dates';
import type { TakeBack } from './DeliveryLine';
import { Divide } from './Divide';
import { Message } from './Message';
import { TimelineLine, sentence } from './TimelineLine';
import s from './Thread.module.css';

const Waiting = lazy(() => import('./Waiting'));

type Item = { at: string; key: string } & ({ message: MessageRow } | { entry: TimelineEntry });

/** In which conversation of the network the words before this item were said. */
function threadBefore(items: readonly Item[], index: number): number | null {
  for (let i = index - 1; i >= 0; i--) {
    const item = items[i]!;
    if ('message' in item && item.message.thread_id !== null) return item.message.thread_id;
  }
  return null;
}

/** Everything said and done on a ticket, oldest first, ending where the composer begins. */
export const Thread = memo(function Thread({ ticketId, takeBack }: { ticketId: number; takeBack: TakeBack }) {
  const messages = useInfiniteQuery(messagesQuery(ticketId));
  const timeline = useInfiniteQuery(timelineQuery(ticketId));
  const users = useUsers();
  const teams = useTeams();
  const channels = useChannels();
  const { data: ticket } = useQuery(ticketQuery(ticketId));
  const channel = channels.get(ticket?.channel_id ?? 0);
  const several = (ticket?.threads.length ?? 0) > 1;
  const names = useMemo(() => ({ users, teams, channels }), [users, teams, channels]);
  const items = useMemo(() => {
    const said = messages.data?.pages.flatMap((page) => page.results) ?? [];
    const oldest = messages.hasNextPage ? said.at(-1)?.sent_at : undefined;
    const all: Item[] = said.map((message) => ({ at: message.sent_at, key: `m${message.id}`, message }));
    for (const entry of timeline.data?.pages.flatMap((page) => page.results) ?? []) if ((!oldest || entry.at >= oldest) && sentence(entry, names)) all.push({ at: entry.at, key: `e${entry.id}`, entry });
    return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }, [messages.data, messages.hasNextPage, timeline.data, names]);

  // Only where a reply was ever written for later, or may have come along with other messages, is it worth asking.
  const waits = timeline.data?.pages.some((page) => page.results.some(({ kind }) => kind === 'reply.scheduled' || kind === 'ticket.merged' || kind === 'ticket.split'));
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const pinned = useRef(true);
  const [below, setBelow] = useState(false);
  const newest = messages.data?.pages[0]?.results[0]?.id;
  const toEnd = (): void => {
    pinned.current = true;
    setBelow(false);
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  };
  useLayoutEffect(toEnd, [ticketId]);
  useEffect(() => {
    if (newest === undefined) return;
    if (pinned.current) toEnd();
    else setBelow(true);
  }, [newest]);
  // Frames and pictures get their height late: stay at the end, or keep in place what is being read.
  useEffect(() => {
    if (!content.current) return;
    const watcher = new ResizeObserver(() => pinned.current && toEnd());
    watcher.observe(content.current);
    if (scroller.current) watcher.observe(scroller.current);
    return () => watcher.disconnect();
  }, [messages.isPending]);
  const onScroll = (): void => {
    const box = scroller.current;
    if (!box) return;
    pinned.current = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
    if (pinned.current) setBelow(false);
  };

  if (messages.isPending) {
    return (
      <div className={s.scroll} role="status">
        <span className="sr-only"><Trans>Loading messages</Trans></span>
        <div className={s.list}>
          <Skeleton height={64} width="62%" radius={12} />
          <Skeleton height={88} width="70%" radius={12} ms="auto" />
          <Skeleton height={52} width="55%" radius={12} />
        </div>
      </div>
    );
  }
  if (messages.isError && !messages.data) {
    return (
      <div className={s.scroll} role="alert">
        <p className={s.failed}>{explain(messages.error)}</p>
        <Button variant="default" onClick={() => void messages.refetch()}>
          <Trans>Try again</Trans>
        </Button>
      </div>
    );
  }
  return (
    <div className={s.wrap}>
      <div className={s.scroll} ref={scroller} onScroll={onScroll} tabIndex={0} role="region" aria-label={t`Messages`} data-thread>
        {messages.hasNextPage && (
          <Button variant="subtle" color="gray" className={s.earlier} loading={messages.isFetchingNextPage} onClick={() => ((pinned.current = false), void messages.fetchNextPage())}>
            <Trans>Show earlier messages</Trans>
          </Button>
        )}
        <div role="log" aria-label={t`Conversation`}>
          <ol className={s.list} ref={content}>
            {items.map((item, i) => {
              const day = dayOf(item.at);
              const first = i === 0 || dayOf(items[i - 1]!.at) !== day;
              return [
                first && (
                  <li key={`d${item.key}`} className={s.day}>
                    <span>{day}</span>
                  </li>
                ),
                several && 'message' in item && threadBefore(items, i) !== item.message.thread_id && item.message.thread_id !== null && (
                  <Divide key={`c${item.key}`} message={item.message} label={surfaceLabel(channel, item.message.surface)} />
                ),
                'message' in item ? <Message key={item.key} message={item.message} surface={surfaceLabel(channel, item.message.surface)} takeBack={takeBack} /> : <TimelineLine key={item.key} entry={item.entry} names={names} />,
              ];
            })}
            {waits && (
              <Suspense>
                <Waiting ticketId={ticketId} newest={newest} takeBack={takeBack} />
              </Suspense>
            )}
          </ol>
        </div>
      </div>
      {below && (
        <button type="button" className={s.below} onClick={toEnd}>
          <IconArrowDown size={13} aria-hidden /> <Trans>New message</Trans>
        </button>
      )}
    </div>
  );
});
