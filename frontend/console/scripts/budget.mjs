// Fails the build when the inbox gets too heavy: JavaScript (gzip) of the first screen, and with an opened ticket, each with its words in the longest language.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const FIRST_SCREEN_KIB = 250;
const WITH_COMPOSER_KIB = 400;
const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));

function scripts(key, seen = new Set()) {
  const entry = manifest[key];
  if (!entry) throw new Error(`the manifest has no ${key}`);
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of entry.imports ?? []) scripts(next, seen);
  return seen;
}
const kib = (keys) => [...keys].reduce((sum, key) => sum + gzipSync(readFileSync(join(dist, manifest[key].file)), { level: 9 }).length, 0) / 1024;

// What a person loads who reads the longest of our translations: its words come with the rooms they belong to.
const words = (rooms) => Math.max(...['de', 'fr', 'es', 'ar'].map((locale) => kib(rooms.map((room) => `src/locales/${locale}/${room}.po`).filter((key) => manifest[key]))));

const first = scripts('index.html');
const all = new Set(first);
for (const part of ['Conversation.tsx', 'composer/Composer.tsx', 'customer/DetailsPanel.tsx']) scripts(`src/features/inbox/${part}`, all);
const report = [
  ['first screen', kib(first) + words(['first']), FIRST_SCREEN_KIB],
  ['and a ticket', kib(all) + words(['first', 'ticket']), WITH_COMPOSER_KIB],
];
for (const [name, size, limit] of report) console.log(`${name.padEnd(14)} ${size.toFixed(1)} KiB gzip (limit ${limit})`);
if (report.some(([, size, limit]) => size > limit)) {
  console.error('The console is over its budget.');
  process.exit(1);
}
