import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCollectionFile } from './demo-collection.ts';
import { CommandError } from './exit-codes.ts';
import { checkCollectionFile, loadCollection } from './load-collection.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-collection-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, changes: object): Promise<string> {
  const file = join(folder, name);
  const collection = {
    format: 'tallylight-scene-collection',
    version: 1,
    name: 'Test',
    sources: [],
    scenes: [{ id: 'one', name: 'One', items: [] }],
    programSceneId: 'one',
    ...changes,
  };
  await writeFile(file, JSON.stringify(collection));
  return file;
}

describe('checkCollectionFile', () => {
  it('takes the demo, its files found wherever the program is started', async () => {
    const checked = await checkCollectionFile(demoCollectionFile);
    if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
    const files = checked.collection.sources.flatMap((source) =>
      'file' in source ? [source.file] : [],
    );
    expect(files).toHaveLength(2);
    expect(files.every(isAbsolute)).toBe(true);
  });

  it('names a missing file by its field', async () => {
    const file = await write('missing.json', {
      sources: [{ kind: 'image', id: 'a', name: 'A', file: 'absent.png' }],
    });
    expect(await checkCollectionFile(file)).toEqual({
      kind: 'refused',
      problems: [
        { field: 'sources[0].file', message: `there is no file ${join(folder, 'absent.png')}` },
      ],
    });
  });

  it('refuses a file that is not there or too large, without reading it', async () => {
    expect(await checkCollectionFile(join(folder, 'none.json'))).toMatchObject({
      problems: [{ message: expect.stringContaining('ENOENT') as string }],
    });
    const large = join(folder, 'large.json');
    await writeFile(large, Buffer.alloc(17 * 1024 * 1024));
    expect(await checkCollectionFile(large)).toMatchObject({
      problems: [{ message: 'the file has 17.0 MB; at most 16 MB fit' }],
    });
  });
});

describe('loadCollection', () => {
  it('says every problem in one error', async () => {
    const file = await write('kinds.json', {
      sources: [{ kind: 'hologram', id: 'a', name: 'A' }],
      programSceneId: 7,
    });
    const error = await loadCollection(file).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CommandError);
    expect((error as Error).message).toContain('sources[0].kind');
    expect((error as Error).message).toContain('programSceneId');
  });
});
