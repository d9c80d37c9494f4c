import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

import compileWords from './scripts/words.ts';

/**
 * The generated calls are one module, and a module lies in one chunk: the first screen would carry every call that any page
 * makes. Whoever is no part of the first screen gets a copy of its own.
 */
const callsOfLaterPages: Plugin = {
  name: 'calls-of-later-pages',
  enforce: 'pre',
  apply: 'build',
  async resolveId(source, importer) {
    if (!source.endsWith('/generated/sdk.gen') || !importer || importer.endsWith('/api/calls.ts')) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found && `${found.id}?later`;
  },
};

/** `t`, `<Trans>` and the like become calls; in a build their English is compiled, see scripts/words.ts. */
const words = (build: boolean) => {
  const macros = linguiTransformerBabelPreset({ descriptorFields: build ? 'message' : 'all' });
  return build ? { ...macros, preset: { plugins: [['@lingui/babel-plugin-lingui-macro', { descriptorFields: 'message' }], compileWords] } } : macros;
};

/** Django serves the built files with whitenoise below /static/console/, and index.html for every page of the console. */
export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/console/' : '/',
  plugins: [babel({ presets: [words(command === 'build')] }), react(), lingui(), callsOfLaterPages],
  build: { target: 'baseline-widely-available', manifest: true, cssCodeSplit: true, reportCompressedSize: false, modulePreload: { polyfill: false } },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/api', '/_allauth', '/ws'].map((path) => [path, { target: process.env.BACKEND ?? 'http://127.0.0.1:8000', ws: path === '/ws' }]),
    ),
  },
  test: {
    environment: 'jsdom',
    isolate: false,
    setupFiles: ['./src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
}));
