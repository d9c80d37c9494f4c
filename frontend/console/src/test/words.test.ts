import { readdirSync, readFileSync } from 'node:fs';

import { getCatalogs } from '@lingui/cli/api';
import { makeConfig } from '@lingui/conf';
import { describe, expect, it } from 'vitest';

import config from '../../lingui.config';
import { FINISHED } from './finished';

const written = (locale: string, room: string): string => readFileSync(`src/locales/${locale}/${room}.po`, 'utf8');
/** Whole messages, however long: {msgid, msgstr}. */
const entries = (po: string): { id: string; words: string }[] =>
  po
    .split(/\n\n+/)
    .filter((block) => !/^#~/m.test(block))
    .map((block) => {
      const part = (name: string): string => [...(new RegExp(`^${name} ((?:".*"\\n?)+)`, 'm').exec(`${block}\n`)?.[1] ?? '').matchAll(/"(.*)"/g)].map(([, line]) => line).join('');
      return { id: part('msgid'), words: part('msgstr') };
    })
    .filter(({ id }) => id !== '');

describe('the catalogs', () => {
  it('hold the words of the code, no more and no fewer', async () => {
    const drift: string[] = [];
    for (const catalog of await getCatalogs(makeConfig({ ...config, rootDir: process.cwd() }))) {
      const room = catalog.path.split('/').at(-1)!;
      const found = (await catalog.collect()) ?? {};
      const code = new Set(Object.keys(found));
      const kept = new Set(Object.keys((await catalog.read('en')) ?? {}));
      for (const one of code) if (!kept.has(one)) drift.push(`${room}: missing ${String(found[one]?.message)}`);
      for (const one of kept) if (!code.has(one)) drift.push(`${room}: unused ${one}`);
    }
    expect(drift, 'run `npm run words`').toEqual([]);
  }, 120_000);

  it('are the same messages in every language', () => {
    for (const room of readdirSync('src/locales/en')) {
      const name = room.replace('.po', '');
      const english = entries(written('en', name)).map(({ id }) => id);
      for (const locale of ['de', 'fr', 'es', 'ar']) expect([locale, name, entries(written(locale, name)).map(({ id }) => id)]).toEqual([locale, name, english]);
    }
  });

  it.each(Object.entries(FINISHED).flatMap(([locale, rooms]) => rooms.map((room) => [locale, room] as const)))('leave nothing untranslated in %s, %s', (locale, room) => {
    expect(entries(written(locale, room)).filter(({ words }) => !words).map(({ id }) => id)).toEqual([]);
  });

  it('keep every placeholder and mark of the English', () => {
    const marks = (text: string): string[] => [...new Set([...text.replace(/\{\w+, (plural|select|selectordinal),/g, '').matchAll(/\{(\w+)\}|<\/?\d+\/?>/g)].map(([all]) => all))].sort();
    const lost: string[] = [];
    for (const locale of ['de', 'fr', 'es', 'ar'])
      for (const file of readdirSync(`src/locales/${locale}`))
        for (const { id, words } of entries(written(locale, file.replace('.po', ''))))
          if (words && !/, (plural|select)/.test(id) && marks(id).join() !== marks(words).join()) lost.push(`${locale}/${file}: ${id} → ${words}`);
    expect(lost).toEqual([]);
  });
});
