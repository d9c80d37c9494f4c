// Unpacks the packaged Chromium into TMPDIR and prints where it is. Only for machines that have none of their own.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflate } from '@sparticuz/chromium';

const parts = join(import.meta.dirname, 'node_modules', '@sparticuz', 'chromium', 'bin');
if (!existsSync(join(tmpdir(), 'complete'))) {
  for (const part of await readdir(parts)) await inflate(join(parts, part));
}
console.log(join(tmpdir(), 'chromium'));
