import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { SegmentedControl, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../../api/http';
import b from './Brands.module.css';
import { brandsQuery, preview, type PreviewWantedRequest, type SpokenLanguage } from './calls';

type Page = PreviewWantedRequest['page'];

/** The real pages with what is not saved yet. Nothing in them runs, is sent or leads away. */
export function Preview({ pages, wanted }: { pages: readonly Page[]; wanted: Omit<PreviewWantedRequest, 'page'> }) {
  const { data: known } = useQuery(brandsQuery);
  const [page, setPage] = useState<Page>(pages[0]!);
  const [theme, setTheme] = useState('light');
  const [width, setWidth] = useState('phone');
  const [language, setLanguage] = useState<string>('en');
  const [asked] = useDebouncedValue(wanted, 350);
  const body: PreviewWantedRequest = { ...asked, page, theme: theme === 'dark' ? 'dark' : 'light', language: language as SpokenLanguage };
  const { data: html, error } = useQuery({ queryKey: ['preview', body], queryFn: () => preview(body), placeholderData: (old) => old, gcTime: 0, retry: false });
  const names: Record<Page, string> = { form: t`Form`, ticket: t`Customer's page`, chat: t`Chat` };
  return (
    <section className={b.preview} aria-label={t`Preview`}>
      <div className={b.controls}>
        {pages.length > 1 && <SegmentedControl size="xs" aria-label={t`Page`} value={page} onChange={(next) => setPage(next as Page)} data={pages.map((one) => ({ value: one, label: names[one] }))} />}
        <SegmentedControl size="xs" aria-label={t`Theme`} value={theme} onChange={setTheme} data={[{ value: 'light', label: t`Light` }, { value: 'dark', label: t`Dark` }]} />
        <SegmentedControl size="xs" aria-label={t`Width`} value={width} onChange={setWidth} data={[{ value: 'phone', label: t`Phone` }, { value: 'wide', label: t`Computer` }]} />
        <Select size="xs" w={120} aria-label={t`Language of the preview`} value={language} onChange={(next) => next && setLanguage(next)} data={known?.languages.map((one) => ({ value: one.code, label: one.name })) ?? []} allowDeselect={false} />
      </div>
      {error ? (
        <p role="alert" className={b.problem}>{explain(error)}</p>
      ) : (
        <iframe className={b.frame} data-width={width} title={t`Preview of ${names[page]}`} sandbox="allow-same-origin" srcDoc={(html ?? '').replace('<head>', '<head><base target="_blank">')} />
      )}
      <p className={b.note}><Trans>The words in it are made up; nothing in it can be sent.</Trans></p>
    </section>
  );
}
