import { Trans } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { explain } from '../../../api/http';
import { readGuide } from '../calls';
import s from './Guide.module.css';

/** What to prepare at the provider, and what one gets: the guide that also stands in the documentation. */
export function Guide({ kind }: { kind: string }) {
  const guide = useQuery({ queryKey: ['channel-guide', kind], queryFn: () => readGuide(kind), staleTime: Infinity });
  if (guide.error) return <p role="alert">{explain(guide.error)}</p>;
  if (!guide.data) return <Skeleton height={320} />;
  return (
    <article className={s.guide} lang="en" dir="ltr">
      {/* A file of the product's own, in which the server lets no HTML count. */}
      <div dangerouslySetInnerHTML={{ __html: guide.data.html }} />
      <p className={s.note}><Trans>The guides are in English.</Trans></p>
    </article>
  );
}
