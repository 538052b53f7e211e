import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFolder } from './list-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'list-')));
  await mkdir(join(folder, 'b'));
  await mkdir(join(folder, '.hidden'));
  for (const name of ['clip10.mp4', 'clip2.MKV', 'a.png', 'scenes.json', '.x.mp4', 'no']) {
    await writeFile(join(folder, name), '');
  }
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  ['media', ['b', 'clip2.MKV', 'clip10.mp4']],
  ['image', ['b', 'a.png']],
  ['collection', ['b', 'scenes.json']],
  ['folder', ['b']],
] as const)('lists what fits %s, folders first, nothing hidden', async (purpose, names) => {
  const listing = await listFolder(folder, purpose);
  expect(listing.entries.map(({ name }) => name)).toEqual(names);
  expect(listing).toMatchObject({ path: folder, parent: dirname(folder) });
});

test('begins at the person’s own folder and ends at the top', async () => {
  expect((await listFolder('', 'folder')).path).not.toBe('');
  expect((await listFolder('/', 'folder')).parent).toBeNull();
});

test.each([
  ['gone', 'not-found'],
  ['a.png', 'invalid'],
])('names what is wrong with %s', async (name, reason) => {
  await expect(listFolder(join(folder, name), 'media')).rejects.toMatchObject({
    reason,
    field: 'path',
  });
});

test('refuses a relative path', async () => {
  await expect(listFolder('etc', 'media')).rejects.toMatchObject({ reason: 'invalid' });
});
