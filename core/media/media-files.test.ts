import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#shared/lib/logger.ts';
import { newCollection } from '#shared/model/new-collection.ts';
import { sourceSchema } from '#shared/model/source.ts';
import { MediaFiles } from './media-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-'));
});
afterEach(() => rm(folder, { recursive: true }));

function files(sources: object[]): { media: MediaFiles; warnings: string[] } {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  const collection = {
    ...newCollection(),
    sources: sources.map((source, at) =>
      sourceSchema.parse({ id: `s${at}`, name: 'S', ...source }),
    ),
  };
  return { media: new MediaFiles({ document: { collection, folder }, logger }), warnings };
}

test('a source’s file is found beside the collection or by its whole path', async () => {
  const path = join(folder, 'Clip.MP4');
  await writeFile(path, 'abc');
  const { media } = files([
    { kind: 'media', file: 'Clip.MP4' },
    { kind: 'media', file: path },
  ]);
  const found = await media.resolve('s0');
  expect(found).toMatchObject({ path, bytes: 3, contentType: 'video/mp4' });
  expect(found?.mtimeMs).toBeGreaterThan(0);
  expect(await media.resolve('s1')).toEqual(found);
});

test('nothing else has an address', async () => {
  await writeFile(join(folder, 'secrets.txt'), 'x');
  await mkdir(join(folder, 'folder.png'));
  const { media, warnings } = files([
    { kind: 'image', file: 'secrets.txt' },
    { kind: 'image', file: 'folder.png' },
    { kind: 'image', file: 'gone.png' },
    { kind: 'text', text: 'secrets.txt' },
  ]);
  for (const id of ['s0', 's1', 's2', 's2', 's3', 'unknown', '../secrets.txt', '__proto__']) {
    expect(await media.resolve(id)).toBeNull();
  }
  expect(warnings).toHaveLength(3);
});
