import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Modal, Select, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../../api/http';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import b from '../brands/Brands.module.css';
import { type Article, articleQuery, articlesQuery, changeArticle, createArticle, deleteArticle, type HelpSection, type SpokenLanguage } from '../brands/calls';
import { Problem, refusals } from '../Section';
import { ArticleEditor } from './ArticleEditor';

interface Props {
  brand: number;
  id: number | null;
  section: number;
  sections: readonly HelpSection[];
  language: string;
  titleOf: (section: HelpSection) => string;
  onClose: () => void;
}

export default function ArticleForm(props: Props) {
  const { data, error, isFetching } = useQuery({ ...articleQuery(props.id ?? 0), enabled: props.id !== null });
  const ready = props.id === null || (data && !isFetching);
  return (
    <Modal opened onClose={props.onClose} title={props.id === null ? t`New article` : (data?.title ?? t`Article`)} size={860}>
      {error ? <p role="alert">{explain(error)}</p> : ready ? <Fields {...props} article={props.id === null ? null : (data ?? null)} /> : <Skeleton height={360} />}
    </Modal>
  );
}

function Fields({ brand, article, section: first, sections, language, titleOf, onClose }: Props & { article: Article | null }) {
  const client = useQueryClient();
  const [section, setSection] = useState(String(article?.section_id ?? first));
  const [title, setTitle] = useState(article?.title ?? '');
  const [slug, setSlug] = useState(article?.slug ?? '');
  const [body, setBody] = useState(article?.body_html ?? '');
  const done = (words: string) => (): void => {
    void client.invalidateQueries({ queryKey: articlesQuery(brand).queryKey });
    void client.invalidateQueries({ queryKey: ['help-sections', brand] });
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: (state: 'draft' | 'published') => {
      const fields = { section_id: Number(section), title: title.trim(), body_html: body, state, ...(slug.trim() ? { slug: slug.trim() } : {}) };
      return article ? changeArticle(article.id, { ...fields, version: article.version }) : createArticle({ ...fields, language: language as SpokenLanguage });
    },
    onSuccess: (saved) => done(saved.state === 'published' ? t`Published` : t`Draft saved`)(),
  });
  const remove = useMutation({ mutationFn: () => deleteArticle(article!.id), onSuccess: done(t`Article removed`) });
  const errors = refusals(save.error);
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(article?.state ?? 'draft');
      }}
    >
      <TextInput label={t`Title`} description={t`The question as a customer would ask it.`} value={title} onChange={(event) => setTitle(event.currentTarget.value)} error={errors.title} required maxLength={160} dir="auto" data-autofocus />
      <div className={s.pair}>
        <Select label={t`Section`} data={sections.map((one) => ({ value: String(one.id), label: titleOf(one) }))} value={section} onChange={(next) => next && setSection(next)} allowDeselect={false} error={errors.section_id} />
        <TextInput label={t`Address`} description={t`The end of its link; the same in every language ties translations together.`} placeholder={t`made of the title`} value={slug} onChange={(event) => setSlug(event.currentTarget.value)} error={errors.slug} maxLength={80} spellCheck={false} />
      </div>
      <ArticleEditor value={article?.body_html ?? ''} onChange={setBody} error={errors.body_html} />
      {article && <p className={b.note}><Trans>Helped {article.helpful} readers, did not help {article.unhelpful}.</Trans></p>}
      <Problem error={save.error ?? remove.error} shown={['title', 'section_id', 'slug', 'body_html']} />
      <div className={s.actions}>
        {article && (
          <Button variant="subtle" color="red" data-start loading={remove.isPending} onClick={() => remove.mutate()}>
            <Trans>Remove</Trans>
          </Button>
        )}
        {article?.state === 'published' && (
          <>
            <Button component="a" variant="subtle" color="gray" href={article.url} target="_blank" rel="noopener">
              <Trans>Open the page</Trans>
            </Button>
            <Button variant="default" onClick={() => save.mutate('draft')}>
              <Trans>Take it offline</Trans>
            </Button>
          </>
        )}
        <Button type="submit" variant={article?.state === 'published' ? 'filled' : 'default'} loading={save.isPending}>
          {article?.state === 'published' ? t`Save` : t`Save the draft`}
        </Button>
        {article?.state !== 'published' && (
          <Button loading={save.isPending} onClick={() => save.mutate('published')}>
            <Trans>Publish</Trans>
          </Button>
        )}
      </div>
    </form>
  );
}
