import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { IconArrowLeft, IconExternalLink, IconEyeOff, IconMessage, IconMessageQuestion, IconWorld } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { explain } from '../../api/http';
import { commentsQuery, postQuery } from '../../api/queries';
import type { Post } from '../../api/types';
import { formatNumber } from '../../lib/format';
import { useChannels } from '../../ui/names';
import { networkOf } from '../../ui/networks';
import { shortTime } from '../inbox/thread/dates';
import { Tree } from './Tree';
import s from './Posts.module.css';

/** One post, its counters, and the conversations under it. */
export function PostView({ id, mobile }: { id: number; mobile: boolean }) {
  const navigate = useNavigate();
  const post = useQuery(postQuery(id));
  const [shown, setShown] = useState<'all' | 'unanswered'>('all');
  const comments = useInfiniteQuery(commentsQuery(id, shown === 'unanswered'));
  const trees = comments.data?.pages.flatMap((page) => page.results) ?? [];
  if (post.isError) return <p role="alert">{explain(post.error)}</p>;
  return (
    <section className={s.view} aria-label={t`Post`}>
      {mobile && (
        <ActionIcon aria-label={t`Back to the posts`} size={36} onClick={() => void navigate({ to: '/posts/{-$postId}', params: { postId: undefined } })}>
          <IconArrowLeft size={18} />
        </ActionIcon>
      )}
      {post.data ? <Head post={post.data} /> : <Skeleton height={96} />}
      <SegmentedControl
        className={s.filter}
        aria-label={t`Which conversations`}
        value={shown}
        onChange={(value) => setShown(value as typeof shown)}
        data={[
          { value: 'all', label: t`All conversations` },
          { value: 'unanswered', label: post.data ? t`Unanswered (${formatNumber(post.data.unanswered)})` : t`Unanswered` },
        ]}
      />
      {comments.isError && <p role="alert">{explain(comments.error)}</p>}
      {comments.isSuccess && trees.length === 0 && <p className={s.none}>{shown === 'unanswered' ? t`Everything here has an answer.` : t`Nobody has commented yet.`}</p>}
      <ol className={s.trees} aria-label={t`Conversations under this post`}>
        {trees.map((tree) => (
          <Tree key={tree.thread_id} tree={tree} />
        ))}
      </ol>
      {comments.hasNextPage && (
        <Button variant="default" loading={comments.isFetchingNextPage} onClick={() => void comments.fetchNextPage()}>
          <Trans>Show older conversations</Trans>
        </Button>
      )}
    </section>
  );
}

function Head({ post }: { post: Post }) {
  const channel = useChannels().get(post.channel_id);
  const { Icon, label } = networkOf(channel?.kind ?? '');
  return (
    <header className={s.post}>
      <p className={s.by}>
        <Icon size={15} aria-hidden /> {channel?.name ?? label}
        <span className={s.public}>
          <IconWorld size={12} aria-hidden /> <Trans>Public</Trans>
        </span>
        {!post.ours && <span>{post.author_name ? <Trans>by {post.author_name}</Trans> : <Trans>by somebody else</Trans>}</span>}
        {post.published_at && <time dateTime={post.published_at}>{shortTime(post.published_at)}</time>}
        {/^https?:/.test(post.url) && (
          <a href={post.url} target="_blank" rel="noopener noreferrer">
            <Trans>See it there</Trans> <IconExternalLink size={12} aria-hidden />
          </a>
        )}
      </p>
      <h2 dir="auto">{post.deleted_at ? t`This post was deleted` : post.title || post.text || t`A post without words`}</h2>
      {!post.deleted_at && post.title && post.text && (
        <p className={s.words} dir="auto">
          {post.text}
        </p>
      )}
      <dl className={s.counters}>
        <Count Icon={IconMessage} label={t`Comments`} n={post.comments} />
        <Count Icon={IconMessageQuestion} label={t`Unanswered`} n={post.unanswered} hot />
        <Count Icon={IconEyeOff} label={t`Hidden`} n={post.hidden} />
      </dl>
    </header>
  );
}

function Count({ Icon, label, n, hot }: { Icon: typeof IconMessage; label: string; n: number; hot?: boolean }) {
  return (
    <div data-hot={(hot && n > 0) || undefined}>
      <dt>
        <Icon size={14} aria-hidden /> {label}
      </dt>
      <dd className="num">{formatNumber(n)}</dd>
    </div>
  );
}
