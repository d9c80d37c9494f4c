// Builds the chat for customers' sites (frontend/widget) and fails when it gets too heavy: loader and panel, gzip.
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'vite';

const BUDGET = { loader: 3 * 1024, panel: 15 * 1024 };
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'widget');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
copyFileSync(join(root, 'src', 'panel.css'), join(dist, 'panel.css'));
let heavy = false;
for (const name of Object.keys(BUDGET)) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: join(root, 'src', `${name}.ts`), output: { format: name === 'loader' ? 'iife' : 'es', entryFileNames: `${name}.js` } },
    },
  });
  const files = name === 'panel' ? ['panel.js', 'panel.css'] : ['loader.js'];
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);
  console.log(`${name.padEnd(14)} ${bytes} bytes gzip (limit ${BUDGET[name]})`);
  heavy ||= bytes > BUDGET[name];
}
if (heavy) {
  console.error('The chat is over its budget.');
  process.exit(1);
}
