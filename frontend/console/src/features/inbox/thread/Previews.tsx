import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconEyeSearch, IconLink } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

import { askPreview, getPreview } from '../../../api/calls';
import { explain } from '../../../api/http';
import s from './Previews.module.css';

const PATIENCE_MS = 30_000;

const hostOf = (url: string): string => {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
};

/** What lies behind the links of a message. Only when somebody asks, and by our server: this browser never meets the page. */
export default function Previews({ messageId, urls }: { messageId: number; urls: readonly string[] }) {
  return (
    <ul className={s.list} aria-label={t`Links`}>
      {urls.map((url) => (
        <li key={url}>
          <Preview messageId={messageId} url={url} />
        </li>
      ))}
    </ul>
  );
}

function Preview({ messageId, url }: { messageId: number; url: string }) {
  const ask = useMutation({ mutationFn: () => askPreview(messageId, url) });
  const id = ask.data?.id;
  const [tired, setTired] = useState(false);
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => setTired(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [id]);
  const { data: found } = useQuery({
    queryKey: ['preview', messageId, id],
    queryFn: () => getPreview(messageId, id!),
    initialData: ask.data,
    enabled: ask.data?.state === 'wanted' && !tired,
    refetchInterval: (query) => (query.state.data?.state === 'wanted' ? 1000 : false),
  });
  const shown = found ?? ask.data;
  if (shown?.state === 'ready')
    return (
      <a className={s.card} href={url} target="_blank" rel="noopener noreferrer nofollow">
        {shown.image && <img src={shown.image} alt="" />}
        <span>
          <small>{shown.site}</small>
          <b dir="auto">{shown.title}</b>
          {shown.description && <i dir="auto">{shown.description}</i>}
        </span>
      </a>
    );
  const failed = shown?.state === 'failed' || ask.isError || (tired && shown?.state === 'wanted');
  return (
    <p className={s.line}>
      <IconLink size={13} aria-hidden />
      <bdi>{hostOf(url)}</bdi>
      {failed ? (
        <span role="status">{ask.error ? explain(ask.error) : t`There is no preview of this page.`}</span>
      ) : ask.isIdle ? (
        <button type="button" onClick={() => ask.mutate()} title={t`Our server looks at the page for you. Whoever runs it does not learn who you are.`}>
          <IconEyeSearch size={13} aria-hidden /> <Trans>Show preview</Trans>
        </button>
      ) : (
        <span role="status"><Trans>Looking at it…</Trans></span>
      )}
    </p>
  );
}
