import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Modal, Select, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconArrowDown, IconArrowUp, IconFileText, IconPencil, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { FormActions } from '../FormActions';
import b from '../brands/Brands.module.css';
import { articlesQuery, brandsQuery, changeSection, createSection, deleteSection, type HelpSection as Row, orderArticles, orderSections, sectionsQuery } from '../brands/calls';
import { moved } from '../forms/lines';
import { Problem, Section } from '../Section';

const ArticleForm = lazy(() => import('./ArticleForm'));

export default function HelpSection() {
  const client = useQueryClient();
  const brands = useQuery({ ...brandsQuery, refetchOnMount: 'always' });
  const [chosen, setChosen] = useState<string | null>(null);
  const [language, setLanguage] = useState('en');
  const [section, setSection] = useState<Row | 'new' | null>(null);
  const [article, setArticle] = useState<{ id: number | null; section: number } | null>(null);
  const brand = brands.data?.results.find((one) => String(one.id) === chosen) ?? brands.data?.results[0];
  const sections = useQuery({ ...sectionsQuery(brand?.id ?? 0), enabled: Boolean(brand) });
  const articles = useQuery({ ...articlesQuery(brand?.id ?? 0), enabled: Boolean(brand) });
  const titleOf = (row: Row): string => String(row.titles[language] || Object.values(row.titles).find(Boolean) || row.slug);
  const move = useMutation({
    mutationFn: ({ ids, of }: { ids: number[]; of: 'sections' | 'articles' }) => (of === 'sections' ? orderSections(ids) : orderArticles(ids)),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ['help-sections'] }), client.invalidateQueries({ queryKey: ['articles'] })]),
  });
  const about = t`Answers that customers find by themselves: without scripts, on every phone, in your brand. While somebody fills in a form or writes in the chat, fitting articles are offered.`;
  if (brands.data && !brand)
    return (
      <Section title={t`Help pages`} about={about}>
        <p className={s.empty}><Trans>Help pages belong to a brand, and there is none yet. <a href="/admin/brands">Make a brand first</a>: your company's name is enough.</Trans></p>
      </Section>
    );
  const rows = sections.data;
  return (
    <Section title={t`Help pages`} about={about} add={{ label: t`New section`, run: () => setSection('new') }} error={brands.error ?? sections.error ?? articles.error} pending={!rows || !articles.data}>
      <div className={s.pair}>
        <Select label={t`Brand`} data={brands.data?.results.map((one) => ({ value: String(one.id), label: one.name })) ?? []} value={brand ? String(brand.id) : null} onChange={setChosen} allowDeselect={false} />
        <Select label={t`Language`} description={t`Each has articles of its own.`} inputWrapperOrder={['label', 'input', 'description']} data={brands.data?.languages.map((one) => ({ value: one.code, label: one.name })) ?? []} value={language} onChange={(next) => next && setLanguage(next)} allowDeselect={false} />
      </div>
      {brand && (
        <p className={b.note}>
          <Trans>Customers read them at <a href={brand.help_url} target="_blank" rel="noopener" dir="ltr">{brand.help_url}</a></Trans>
        </p>
      )}
      {rows?.length === 0 && <p className={s.empty}><Trans>Nothing is written yet. Begin with a section, as in “Orders and delivery”, and put the three questions into it that you answer most often.</Trans></p>}
      {rows?.map((row, index) => {
        const own = articles.data?.filter((one) => one.section_id === row.id && one.language === language) ?? [];
        const name = titleOf(row);
        return (
          <section key={row.id} aria-label={name}>
            <header className={b.topic}>
              <h2 dir="auto">{name}</h2>
              <ActionIcon aria-label={t`Move ${name} up`} disabled={index === 0} onClick={() => move.mutate({ of: 'sections', ids: moved(rows, index, index - 1).map((one) => one.id) })}>
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon aria-label={t`Move ${name} down`} disabled={index === rows.length - 1} onClick={() => move.mutate({ of: 'sections', ids: moved(rows, index, index + 1).map((one) => one.id) })}>
                <IconArrowDown size={15} />
              </ActionIcon>
              <ActionIcon aria-label={t`Change the section ${name}`} onClick={() => setSection(row)}>
                <IconPencil size={15} />
              </ActionIcon>
              <Button size="compact-sm" variant="default" leftSection={<IconPlus size={13} />} onClick={() => setArticle({ id: null, section: row.id })}>
                <Trans>Article</Trans>
              </Button>
            </header>
            {own.length === 0 ? (
              <p className={s.empty}><Trans>No article in this language yet.</Trans></p>
            ) : (
              <ul className={s.list}>
                {own.map((one, at) => (
                  <li key={one.id} className={s.ordered}>
                    <button type="button" className={s.row} onClick={() => setArticle({ id: one.id, section: row.id })}>
                      <IconFileText size={17} aria-hidden />
                      <span className={s.what}>
                        <b dir="auto">{one.title}</b>
                        <small>{one.helpful + one.unhelpful === 0 ? t`nobody has said yet whether it helps` : t`helped ${one.helpful}, did not help ${one.unhelpful}`}</small>
                      </span>
                      <span className={s.tag}>{one.state === 'published' ? t`Published` : t`Draft`}</span>
                    </button>
                    <ActionIcon aria-label={t`Move ${one.title} up`} disabled={at === 0} onClick={() => move.mutate({ of: 'articles', ids: moved(own, at, at - 1).map((each) => each.id) })}>
                      <IconArrowUp size={15} />
                    </ActionIcon>
                    <ActionIcon aria-label={t`Move ${one.title} down`} disabled={at === own.length - 1} onClick={() => move.mutate({ of: 'articles', ids: moved(own, at, at + 1).map((each) => each.id) })}>
                      <IconArrowDown size={15} />
                    </ActionIcon>
                  </li>
                ))}
              </ul>
            )}
          </section>
        );
      })}
      <Problem error={move.error} shown={[]} />
      {section !== null && brand && <SectionForm brand={brand.id} section={section === 'new' ? null : section} languages={brands.data?.languages ?? []} onClose={() => setSection(null)} />}
      {article && brand && rows && (
        <Suspense fallback={<Skeleton height={80} />}>
          <ArticleForm brand={brand.id} id={article.id} section={article.section} sections={rows} language={language} titleOf={titleOf} onClose={() => setArticle(null)} />
        </Suspense>
      )}
    </Section>
  );
}

function SectionForm({ brand, section, languages, onClose }: { brand: number; section: Row | null; languages: readonly { code: string; name: string }[]; onClose: () => void }) {
  const client = useQueryClient();
  const [titles, setTitles] = useState<Record<string, string>>((section?.titles ?? {}) as Record<string, string>);
  const done = (words: string) => (): void => {
    void client.invalidateQueries({ queryKey: ['help-sections', brand] });
    toast(words);
    onClose();
  };
  const save = useMutation({ mutationFn: () => (section ? changeSection(section.id, { titles }) : createSection({ brand_id: brand, titles })), onSuccess: done(t`Section saved`) });
  const remove = useMutation({ mutationFn: () => deleteSection(section!.id), onSuccess: done(t`Section removed`) });
  return (
    <Modal opened onClose={onClose} title={section ? t`Section` : t`New section`}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {languages.map((one) => (
          <TextInput key={one.code} label={t`Title in ${one.name}`} value={titles[one.code] ?? ''} onChange={(event) => setTitles({ ...titles, [one.code]: event.currentTarget.value })} maxLength={120} dir="auto" />
        ))}
        <Problem error={save.error ?? remove.error} shown={[]} />
        <FormActions save={save} remove={section ? remove : null} />
      </form>
    </Modal>
  );
}
