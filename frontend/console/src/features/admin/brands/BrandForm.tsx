import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, ColorInput, FileButton, MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Brands } from '../../../api/generated/types.gen';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { FormActions } from '../FormActions';
import { Problem, refusals, Section } from '../Section';
import b from './Brands.module.css';
import { type Brand, brandsQuery, changeBrand, createBrand, deleteBrand, putLogo, type SpokenLanguage, takeLogo } from './calls';
import { Preview } from './Preview';

type Texts = Record<string, Record<string, string>>;

const addressOf = (name: string): string => name.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40);

export function BrandForm({ known, brand, onSaved, onClose }: { known: Brands; brand: Brand | null; onSaved: (id: number) => void; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(brand?.name ?? '');
  const [slug, setSlug] = useState(brand?.slug ?? '');
  const [link, setLink] = useState(brand?.link ?? '');
  const [colour, setColour] = useState(brand?.colour ?? '#3f60dc');
  const [languages, setLanguages] = useState<string[]>(brand?.languages ?? []);
  const [texts, setTexts] = useState<Texts>((brand?.texts ?? {}) as Texts);
  const [standard, setStandard] = useState(brand?.standard ?? known.results.length === 0);
  const [language, setLanguage] = useState(brand?.languages[0] ?? 'en');
  const fields = { name: name.trim(), slug: slug || addressOf(name), link: link.trim(), colour, languages: languages as SpokenLanguage[], texts };
  const refresh = () => client.invalidateQueries({ queryKey: brandsQuery.queryKey });
  const save = useMutation({
    mutationFn: () => (brand ? changeBrand(brand.id, standard && !brand.standard ? { ...fields, standard } : fields) : createBrand(standard && known.results.length > 0 ? { ...fields, standard } : fields)),
    onSuccess: async (saved) => {
      await refresh();
      toast(t`Brand saved`);
      onSaved(saved.id);
    },
  });
  const logo = useMutation({ mutationFn: async (file: File | null) => {
      if (file) await putLogo(brand!.id, file);
      else await takeLogo(brand!.id);
    }, onSuccess: refresh });
  const remove = useMutation({
    mutationFn: () => deleteBrand(brand!.id),
    onSuccess: () => {
      void refresh();
      toast(t`Brand removed`);
      onClose();
    },
  });
  const errors = refusals(save.error);
  const say = (key: string, words: string): void => setTexts({ ...texts, [language]: { ...texts[language], [key]: words } });
  const codes = known.languages.map((one) => ({ value: one.code, label: one.name }));
  return (
    <Section title={brand?.name ?? t`New brand`} about={t`Change something on the one side and see on the other what customers will see. Nothing changes for them until you save.`} back={{ label: t`All brands`, run: onClose }}>
      <div className={b.sides}>
        <form
          className={s.form}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <div className={s.pair}>
            <TextInput label={t`Name`} description={t`As customers know you.`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
            <TextInput label={t`Short name`} description={t`In the addresses of its help pages.`} value={slug} placeholder={addressOf(name)} onChange={(event) => setSlug(event.currentTarget.value)} error={errors.slug} maxLength={40} spellCheck={false} />
            <TextInput label={t`Your site`} description={t`The name on top leads there.`} placeholder="https://www.example.org" value={link} onChange={(event) => setLink(event.currentTarget.value)} error={errors.link} maxLength={300} spellCheck={false} />
            <ColorInput label={t`Colour`} description={t`Buttons and links; shades that can be read are made from it.`} value={colour} onChange={setColour} error={errors.colour} format="hex" popoverProps={{ withinPortal: true }} eyeDropperButtonProps={{ 'aria-label': t`Pick a colour from the screen` }} />
          </div>
          {brand ? (
            <div>
              <div className={b.logo}>
                {brand.logo_url && <img src={brand.logo_url} alt={t`The logo`} />}
                <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && logo.mutate(file)}>
                  {(props) => (
                    <Button {...props} variant="default" loading={logo.isPending}>
                      {brand.logo_url ? t`Another logo` : t`Upload a logo`}
                    </Button>
                  )}
                </FileButton>
                {brand.logo_url && (
                  <Button variant="subtle" color="gray" onClick={() => logo.mutate(null)}>
                    <Trans>No logo</Trans>
                  </Button>
                )}
              </div>
              <p className={b.note}><Trans>PNG, JPEG or WebP, at most 512 KB. It is saved at once and stands where the name stands otherwise.</Trans></p>
              <Problem error={logo.error} shown={['file']} />
            </div>
          ) : (
            <p className={b.note}><Trans>Save the brand first; then you can upload a logo.</Trans></p>
          )}
          <MultiSelect label={t`Languages`} description={t`The first is spoken when a browser asks for none of them. None chosen: all we have.`} data={codes} value={languages} onChange={setLanguages} error={errors.languages} clearable clearButtonProps={{ 'aria-label': t`All languages` }} />
          <Switch label={t`The standard brand`} description={t`For every channel that has chosen none.`} checked={standard} disabled={brand?.standard ?? known.results.length === 0} onChange={(event) => setStandard(event.currentTarget.checked)} />
          <fieldset>
            <legend><Trans>Your own words</Trans></legend>
            <Select label={t`In`} data={codes} value={language} onChange={(next) => next && setLanguage(next)} allowDeselect={false} description={t`What you leave empty is said in our words, in the customer's language.`} />
            {known.texts.map((text) => (
              <Textarea key={`${language}-${text.name}`} label={text.about} value={texts[language]?.[text.name] ?? ''} onChange={(event) => say(text.name, event.currentTarget.value)} autosize minRows={1} maxRows={5} maxLength={500} dir="auto" />
            ))}
          </fieldset>
          <Problem error={save.error ?? remove.error} shown={['name', 'slug', 'link', 'colour', 'languages']} />
          <FormActions save={save} remove={brand ? remove : null} />
        </form>
        <Preview pages={['form', 'ticket', 'chat']} wanted={{ ...(brand ? { face_id: brand.id } : {}), brand: /^#[0-9a-f]{6}$/i.test(colour) ? { name: fields.name || t`Your company`, colour, texts } : { name: fields.name || t`Your company`, texts } }} />
      </div>
    </Section>
  );
}
