import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import s from '../Admin.module.css';
import { Section } from '../Section';
import { BrandForm } from './BrandForm';
import b from './Brands.module.css';
import { brandsQuery } from './calls';

export default function BrandsSection() {
  const { data, error } = useQuery({ ...brandsQuery, refetchOnMount: 'always' });
  const [open, setOpen] = useState<number | 'new' | null>(null);
  if (data && open !== null) return <BrandForm key={open} known={data} brand={data.results.find((one) => one.id === open) ?? null} onSaved={setOpen} onClose={() => setOpen(null)} />;
  return (
    <Section title={t`Brands`} about={t`What customers see of you: name, logo, colour and words, on forms, help pages, the chat and in mails. A channel chooses one; all others show the standard brand.`} add={{ label: t`New brand`, run: () => setOpen('new') }} error={error} pending={!data}>
      {data?.results.length === 0 && <p className={s.empty}><Trans>No brand yet. Until there is one, customers see the name of the channel and our blue. Make the first one: your company's name is enough.</Trans></p>}
      {data && data.results.length > 0 && (
        <ul className={s.list}>
          {data.results.map((brand) => (
            <li key={brand.id}>
              <button type="button" className={s.row} onClick={() => setOpen(brand.id)}>
                <span className={b.swatch} style={{ background: brand.colour }} aria-hidden />
                <span className={s.what}>
                  <b dir="auto">{brand.name}</b>
                  <small>{brand.channel_ids.length === 0 ? t`chosen by no channel` : <Plural value={brand.channel_ids.length} one="chosen by # channel" other="chosen by # channels" />}</small>
                </span>
                {brand.standard && <span className={s.tag}><Trans>Standard</Trans></span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
