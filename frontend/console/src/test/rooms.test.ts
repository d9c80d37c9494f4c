import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

import config from '../../lingui.config';

const rooms = config.catalogs.map(({ path, include, exclude }) => ({ name: path.split('/').at(-1)!, include, exclude }));
const within = (file: string, folders: readonly string[]): boolean => folders.some((folder) => file === folder || file.startsWith(`${folder}/`));
const roomOf = (file: string): string => rooms.find((room) => within(file, room.include) && !within(file, room.exclude))?.name ?? '';

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path.endsWith('api/generated') ? [] : sources(path);
    return /\.tsx?$/.test(path) && !path.includes('.test.') ? [path] : [];
  });
}
const files = sources('src');
const text = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const speaks = (file: string): boolean => text.get(file)?.includes("@lingui/core/macro'") || text.get(file)?.includes("@lingui/react/macro'") || false;
function target(file: string, source: string): string | undefined {
  const path = normalize(join(dirname(file), source));
  return [`${path}.tsx`, `${path}.ts`, path].find((one) => text.has(one));
}

describe('the rooms of words', () => {
  it('keeps each file in one room', () => {
    for (const file of files) expect([file, rooms.filter((room) => within(file, room.include) && !within(file, room.exclude)).length]).toEqual([file, file.startsWith('src/test') ? 0 : 1]);
  });

  it('loads the words of another room beside what is loaded from it', () => {
    const silent = files.flatMap((file) =>
      [...text.get(file)!.matchAll(/(withWords\('(\w+)', \(\) => )?import\('(\.[^']+)'\)/g)].flatMap(([, , named, source]) => {
        const found = target(file, source!);
        const room = found && roomOf(found);
        return !room || room === 'first' || room === roomOf(file) || room === named ? [] : [`${file}: import('${source}') needs withWords('${room}', …)`];
      }),
    );
    expect(silent).toEqual([]);
  });

  it('says nothing in a room whose words may not be there', () => {
    const strangers = files.flatMap((file) =>
      [...text.get(file)!.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)';/gms)].flatMap(([, source]) => {
        const found = target(file, source!);
        return !found || !speaks(found) || ['first', roomOf(file)].includes(roomOf(found)) ? [] : [`${file} uses the words of ${found}`];
      }),
    );
    expect(strangers).toEqual([]);
  });
});
