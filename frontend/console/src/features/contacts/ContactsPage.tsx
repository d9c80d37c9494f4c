import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';

import { type PeopleFilter, peopleQuery } from '../../api/customers';
import { explain } from '../../api/http';
import { channelsQuery } from '../../api/queries';
import { labelsQuery } from '../../api/tickets';
import { Avatar } from '../../ui/Avatar';
import { networkOf } from '../../ui/networks';
import s from './Contacts.module.css';
import { CustomFilter } from './CustomFilter';
import { Detail } from './Detail';
import { NewContact } from './NewContact';

/** Everybody who wrote, and whom somebody entered: to find, to read and to change. */
export function ContactsPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const id = useParams({ strict: false, select: (params) => (params.contactId ? Number(params.contactId) : null) });
  const [q, setQ] = useState('');
  const [filter, setFilter] = useState<PeopleFilter>({});
  const [adding, setAdding] = useState(false);
  const [words] = useDebouncedValue(q.trim(), 200);
  const wanted = useMemo(() => ({ ...filter, ...(words ? { q: words } : {}) }), [filter, words]);
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(peopleQuery(wanted));
  const { data: channels = [] } = useQuery(channelsQuery);
  const { data: labels = [] } = useQuery(labelsQuery);
  const networks = [...new Set(channels.map((channel) => String(channel.capabilities.network ?? channel.kind)))];
  const people = data?.pages.flatMap((page) => page.results) ?? [];
  const narrow = <K extends keyof PeopleFilter>(name: K, value: PeopleFilter[K] | null): void => {
    const rest = Object.fromEntries(Object.entries(filter).filter(([one]) => one !== name)) as PeopleFilter;
    setFilter(value === null ? rest : { ...rest, [name]: value });
  };
  useEffect(() => {
    document.title = t`Customers · Janice`;
  }, [t]);
  const open = (contact: number): void => void navigate({ to: '/contacts/{-$contactId}', params: { contactId: String(contact) } });
  return (
    <div className={s.page} data-open={id !== null || undefined}>
      <section className={s.side} aria-label={t`Customers`}>
        <header className={s.head}>
          <h1>
            <Trans>Customers</Trans>
          </h1>
          <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            <Trans>New customer</Trans>
          </Button>
        </header>
        <div className={s.filters}>
          <TextInput aria-label={t`Find by name, address or handle`} placeholder={t`Name, address or handle`} leftSection={<IconSearch size={15} />} value={q} onChange={(event) => setQ(event.currentTarget.value)} maxLength={200} />
          <Select aria-label={t`Label`} placeholder={t`Any label`} data={labels.map((label) => label.name)} value={filter.label ?? null} onChange={(value) => narrow('label', value)} clearable searchable clearButtonProps={{ 'aria-label': t`Any label` }} />
          <Select aria-label={t`Network`} placeholder={t`Any network`} data={networks.map((value) => ({ value, label: networkOf(value).label }))} value={filter.network ?? null} onChange={(value) => narrow('network', value)} clearable clearButtonProps={{ 'aria-label': t`Any network` }} />
          <Select aria-label={t`VIP`} placeholder={t`VIP or not`} data={[{ value: 'yes', label: t`Only VIPs` }, { value: 'no', label: t`No VIPs` }]} value={filter.vip === undefined ? null : filter.vip ? 'yes' : 'no'} onChange={(value) => narrow('vip', value === null ? null : value === 'yes')} clearable clearButtonProps={{ 'aria-label': t`VIP or not` }} />
          <Select aria-label={t`Spam`} placeholder={t`Spam or not`} data={[{ value: 'yes', label: t`Only marked as spam` }, { value: 'no', label: t`Nobody marked as spam` }]} value={filter.spam === undefined ? null : filter.spam ? 'yes' : 'no'} onChange={(value) => narrow('spam', value === null ? null : value === 'yes')} clearable clearButtonProps={{ 'aria-label': t`Spam or not` }} />
          <CustomFilter value={filter.custom} onChange={(value) => narrow('custom', value)} />
        </div>
        {error ? (
          <p role="alert" className={s.empty}>
            {explain(error)}
          </p>
        ) : isPending ? (
          <div className={s.empty}>
            <Skeleton height={180} />
          </div>
        ) : people.length === 0 ? (
          <p className={s.empty}>
            {Object.keys(wanted).length ? <Trans>Nobody fits. Take a filter away, or try fewer words.</Trans> : <Trans>Nobody has written yet. People appear here with their first message, or when you enter them.</Trans>}
          </p>
        ) : (
          <ul className={s.list} aria-label={t`Found customers`}>
            {people.map((person) => {
              const name = person.name || person.identities[0]?.handle || t`Unknown`;
              return (
                <li key={person.id}>
                  <Link to="/contacts/{-$contactId}" params={{ contactId: String(person.id) }} className={s.row} aria-current={person.id === id ? 'page' : undefined}>
                    <Avatar name={name} size={32} />
                    <span>
                      <b dir="auto">{name}</b>
                      <small>
                        {person.vip && <>{t`VIP`} · </>}
                        <bdi dir="ltr">{person.identities.map((identity) => identity.handle).join(', ')}</bdi>
                      </small>
                    </span>
                  </Link>
                </li>
              );
            })}
            {hasNextPage && (
              <li>
                <Button variant="subtle" color="gray" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                  <Trans>Show more</Trans>
                </Button>
              </li>
            )}
          </ul>
        )}
      </section>
      <section className={s.detail} aria-label={t`Customer`}>
        {id === null ? (
          <p className={s.empty}>
            <Trans>Choose a customer to see all that is known of them.</Trans>
          </p>
        ) : (
          <Detail key={id} id={id} />
        )}
      </section>
      {adding && <NewContact networks={networks} onClose={() => setAdding(false)} onMade={open} />}
    </div>
  );
}
