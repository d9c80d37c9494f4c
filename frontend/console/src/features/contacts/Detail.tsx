import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Menu, Modal, Select, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconArrowLeft, IconArrowMerge, IconDownload, IconEraser } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import { exportHref, peopleQuery } from '../../api/customers';
import { meQuery } from '../../api/queries';
import { withWords } from '../../lib/language';
import s from './Contacts.module.css';

const CustomerParts = lazy(withWords('customer', () => import('../../ui/customer/CustomerParts')));
const MergePeople = lazy(withWords('customer', () => import('../../ui/customer/MergePeople')));
const ErasePerson = lazy(withWords('customer', () => import('../../ui/customer/ErasePerson')));

/** One customer on a page of their own. */
export function Detail({ id }: { id: number }) {
  const [choosing, setChoosing] = useState(false);
  const [erasing, setErasing] = useState(false);
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const mayErase = me !== undefined && me.role !== 'agent';
  const [other, setOther] = useState<number | null>(null);
  return (
    <div className={s.inner}>
      <div className={s.tools}>
        <Button component={Link} to="/contacts" variant="default" size="compact-sm" leftSection={<IconArrowLeft size={14} />} hiddenFrom="sm">
          <Trans>All customers</Trans>
        </Button>
        <Button variant="default" size="compact-sm" leftSection={<IconArrowMerge size={14} />} onClick={() => setChoosing(true)}>
          <Trans>Merge with…</Trans>
        </Button>
        {mayErase && (
          <Button variant="default" size="compact-sm" leftSection={<IconEraser size={14} />} onClick={() => setErasing(true)}>
            <Trans>Erase…</Trans>
          </Button>
        )}
        <Menu>
          <Menu.Target>
            <Button variant="default" size="compact-sm" leftSection={<IconDownload size={14} />}>
              <Trans>What we hold about them</Trans>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>
              <Trans>Internal notes are in it: read it before you pass it on.</Trans>
            </Menu.Label>
            <Menu.Item component="a" href={exportHref(id, 'html')} download>
              <Trans>As a page to read</Trans>
            </Menu.Item>
            <Menu.Item component="a" href={exportHref(id, 'json')} download>
              <Trans>As a file for other programs (JSON)</Trans>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <Suspense fallback={<Skeleton height={320} />}>
        <CustomerParts contactId={id} />
      </Suspense>
      {choosing && <Choose id={id} onClose={() => setChoosing(false)} onChosen={(chosen) => (setChoosing(false), setOther(chosen))} />}
      {other !== null && (
        <Suspense>
          <MergePeople intoId={id} sourceId={other} onClose={() => setOther(null)} />
        </Suspense>
      )}
      {erasing && (
        <Suspense>
          <ErasePerson id={id} onClose={() => setErasing(false)} onErased={() => void navigate({ to: '/contacts/{-$contactId}', params: { contactId: undefined } })} />
        </Suspense>
      )}
    </div>
  );
}

function Choose({ id, onClose, onChosen }: { id: number; onClose: () => void; onChosen: (id: number) => void }) {
  const { t } = useLingui();
  const [q, setQ] = useState('');
  const [words] = useDebouncedValue(q.trim(), 200);
  const { data } = useInfiniteQuery(peopleQuery(words ? { q: words } : {}));
  const people = data?.pages.flatMap((page) => page.results).filter((person) => person.id !== id) ?? [];
  return (
    <Modal opened onClose={onClose} title={t`Who is the same person?`} size={480}>
      <Select
        label={t`Find them by name, address or handle`}
        description={t`What they have goes to the customer you look at. You see first what would change.`}
        data={people.map((person) => ({ value: String(person.id), label: [person.name, person.identities.map((identity) => identity.handle).join(', ')].filter(Boolean).join(' · ') || t`Unknown` }))}
        filter={({ options }) => options}
        searchValue={q}
        onSearchChange={setQ}
        onChange={(value) => value && onChosen(Number(value))}
        nothingFoundMessage={t`Nobody fits`}
        searchable
        data-autofocus
      />
    </Modal>
  );
}
