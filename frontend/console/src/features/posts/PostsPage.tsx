import { plural, t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Button, Checkbox, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';

import { explain } from '../../api/http';
import { postsQuery } from '../../api/queries';
import type { Post } from '../../api/types';
import { ago, useClock } from '../../lib/clock';
import { useChannels } from '../../ui/names';
import { networkOf } from '../../ui/networks';
import { PostView } from './PostView';
import s from './Posts.module.css';

/** What we and others published, and how much under it waits for an answer. */
export function PostsPage() {
  const id = useParams({ strict: false, select: (params) => (params.postId ? Number(params.postId) : null) });
  const { waiting = false }: { waiting?: boolean } = useSearch({ strict: false });
  const navigate = useNavigate();
  const mobile = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  const list = useInfiniteQuery(postsQuery(waiting ? { unanswered: true } : {}));
  const posts = list.data?.pages.flatMap((page) => page.results) ?? [];
  useEffect(() => {
    document.title = t`Posts · Janice`;
  }, []);
  return (
    <div className={s.grid}>
      {(!mobile || id === null) && (
        <section className={s.list} aria-label={t`Posts`}>
          <header>
            <h1><Trans>Posts</Trans></h1>
            <Checkbox size="xs" label={t`Only unanswered`} checked={waiting} onChange={(event) => void navigate({ to: '.', search: event.currentTarget.checked ? { waiting: true } : {}, replace: true })} />
          </header>
          {list.isPending && <Skeleton height={64} m={12} />}
          {list.isError && <p role="alert">{explain(list.error)}</p>}
          {list.isSuccess && posts.length === 0 && <p className={s.none}>{waiting ? t`Nothing waits for an answer.` : t`Nobody has commented on a post yet.`}</p>}
          <ul>
            {posts.map((post) => (
              <li key={post.id}>
                <Row post={post} selected={post.id === id} waiting={waiting} />
              </li>
            ))}
          </ul>
          {list.hasNextPage && (
            <Button variant="subtle" color="gray" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              <Trans>Show older posts</Trans>
            </Button>
          )}
        </section>
      )}
      {id !== null ? <PostView key={id} id={id} mobile={mobile} /> : !mobile && <p className={s.nothing}><Trans>Select a post to read what people say under it.</Trans></p>}
    </div>
  );
}

function Row({ post, selected, waiting }: { post: Post; selected: boolean; waiting: boolean }) {
  const channel = useChannels().get(post.channel_id);
  const { Icon, label } = networkOf(channel?.kind ?? '');
  const age = useClock((now) => (post.last_comment_at ? ago(post.last_comment_at, now) : ''));
  return (
    <Link to="/posts/{-$postId}" params={{ postId: String(post.id) }} search={waiting ? { waiting: true } : {}} className={s.row} data-selected={selected || undefined} aria-current={selected ? 'true' : undefined}>
      <Icon size={16} stroke={1.7} aria-hidden />
      <span>
        <b dir="auto">{post.deleted_at ? t`A post that was deleted` : post.title || post.text || t`A post without words`}</b>
        <small>
          <span className="sr-only">{label}, </span>
          {channel?.name} · <Plural value={post.comments} one="# comment" other="# comments" /> {age && `· ${age}`}
        </small>
      </span>
      {post.unanswered > 0 && (
        <span className={`${s.waits} num`} title={t`${plural(post.unanswered, { one: '# conversation', other: '# conversations' })} without an answer`}>
          {post.unanswered}
          <span className="sr-only"> <Trans>unanswered</Trans></span>
        </span>
      )}
    </Link>
  );
}
