import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';

import type { AuditRow } from '../../../api/generated/types.gen';
import { formatDate } from '../../../lib/format';
import { useUsers } from '../../../ui/names';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { auditQuery, exportAddress, type Filter } from './calls';
import { beforeAfter, type Kind, KINDS, sentence } from './sentences';

const day = (date: string, plus: number): string => new Date(new Date(`${date}T00:00:00`).getTime() + plus * 86_400_000).toISOString();

export default function AuditSection() {
  const { t } = useLingui();
  const people = [...useUsers().values()].map((user) => ({ value: String(user.id), label: user.name }));
  const [actor, setActor] = useState<string | null>(null);
  const [kind, setKind] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 300);
  const filter: Filter = { ...(actor ? { actor_id: Number(actor) } : {}), ...(kind ? { target_kind: kind as Kind } : {}), ...(from ? { since: day(from, 0) } : {}), ...(to ? { until: day(to, 1) } : {}), ...(wanted ? { text: wanted } : {}) };
  const list = useInfiniteQuery({ ...auditQuery(filter), placeholderData: (old) => old });
  const rows = list.data?.pages.flatMap((page) => page.results);
  return (
    <Section title={t`Audit`} about={t`Who changed which setting, and who signed in. Nobody can change what stands here, admins neither. Secrets are never in it.`} error={list.error} pending={!rows}>
      <div className={s.filters} role="search" aria-label={t`Filter the audit`}>
        <Select label={t`Who`} data={people} value={actor} onChange={setActor} placeholder={t`Everybody`} searchable clearable clearButtonProps={{ 'aria-label': t`Everybody` }} />
        <Select label={t`What`} data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))} value={kind} onChange={setKind} placeholder={t`Everything`} searchable clearable clearButtonProps={{ 'aria-label': t`Everything` }} />
        <TextInput label={t`From`} type="date" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput label={t`To`} type="date" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        <TextInput label={t`Name`} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Button component="a" href={exportAddress(filter)} download variant="default" leftSection={<IconDownload size={14} />}>
          <Trans>Export as CSV</Trans>
        </Button>
      </div>
      {rows?.length === 0 && <p className={s.empty}>{Object.keys(filter).length ? <Trans>Nothing like that. Take a filter away.</Trans> : <Trans>Nothing yet. The next change of a setting stands here a moment later.</Trans>}</p>}
      {rows && rows.length > 0 && (
        <ul className={s.list}>
          {rows.map((row) => (
            <Entry key={row.id} row={row} />
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

function Entry({ row }: { row: AuditRow }) {
  const changes = beforeAfter(row);
  return (
    <li className={s.row}>
      <span className={s.what}>
        <b dir="auto" className={s.whole}>
          {sentence(row)}
        </b>
        {changes.map(({ name, before, after }) => (
          <small key={name} data-long dir="auto">
            {name}: {before} → {after}
          </small>
        ))}
        <small>
          <time dateTime={row.at}>{formatDate(row.at, 'yearMoment')}</time>
          {row.address && (
            <>
              {' · '}
              <Trans>
                from <bdi>{row.address}</bdi>
              </Trans>
            </>
          )}
        </small>
      </span>
    </li>
  );
}
