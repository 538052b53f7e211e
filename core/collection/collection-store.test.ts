import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CollectionChange } from '#shared/contract/collection.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { silentLogger } from '#shared/lib/logger.ts';
import { newCollection } from '#shared/model/new-collection.ts';
import { applyCommand } from '#shared/model/reducer.ts';
import { CollectionFileError, CollectionStore } from './collection-store.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'collection-'));
  file = join(folder, 'scenes.json');
});
afterEach(() => rm(folder, { recursive: true }));

const open = (mode: 'edit' | 'read-only' = 'edit'): Promise<CollectionStore> =>
  CollectionStore.open({ file, mode, clock: systemClock, logger: silentLogger });

test('edits are saved and loaded again', async () => {
  const store = await open();
  store.apply({ kind: 'add-scene', sceneId: 'b', name: 'Second' });
  await store.close();
  expect((await open()).collection.scenes.map(({ name }) => name)).toEqual(['Scene 1', 'Second']);
});

test('a copy that follows the changes stays the same as the document', async () => {
  const store = await open();
  let copy = store.snapshot;
  store.onDidChange(({ change, ...counts }: CollectionChange) => {
    expect(counts.revision).toBe(copy.revision + 1);
    if (change.kind === 'snapshot') copy = { ...counts, collection: change.collection };
    else {
      const applied = applyCommand(copy.collection, change.command);
      if (applied.kind === 'ok') copy = { ...counts, collection: applied.collection };
    }
  });
  store.apply({ kind: 'rename-collection', name: 'One' });
  store.apply({ kind: 'add-scene', sceneId: 'b', name: 'B' });
  store.undo();
  store.undo();
  store.redo();
  expect(copy).toEqual(store.snapshot);
  expect(copy).toMatchObject({
    revision: 5,
    canUndo: true,
    canRedo: true,
    collection: { name: 'One' },
  });
  await store.close();
});

test('refusals name the field and change nothing', async () => {
  const store = await open();
  const { collection } = store;
  expect(() => store.apply({ kind: 'remove-source', sourceId: 'x' })).toThrow(
    expect.objectContaining({ reason: 'invalid', field: 'command.sourceId' }),
  );
  expect(() => store.undo()).toThrow(expect.objectContaining({ reason: 'conflict' }));
  expect(store.collection).toBe(collection);
  await store.close();
});

test('versions are listed, restored and undone', async () => {
  const first = await open();
  first.apply({ kind: 'rename-collection', name: 'First' });
  await first.close();
  const store = await open();
  store.apply({ kind: 'rename-collection', name: 'Second' });
  const [version] = await store.listVersions();
  expect(await store.restoreVersion(version?.id ?? '')).toBe(2);
  expect(store.collection.name).toBe('First');
  store.undo();
  expect(store.collection.name).toBe('Second');
  await expect(store.restoreVersion('none')).rejects.toMatchObject({ reason: 'not-found' });
  await store.close();
});

test('switching the program is saved, without a version of its own', async () => {
  const store = await open();
  store.apply({ kind: 'add-scene', sceneId: 'b', name: 'B' });
  await store.close();
  const live = await open();
  live.apply({ kind: 'set-program-scene', sceneId: 'b' });
  await live.close();
  const next = await open();
  expect(next.collection.programSceneId).toBe('b');
  expect(await next.listVersions()).toHaveLength(1);
  await next.close();
});

test('a damaged file is restored with a notice', async () => {
  const first = await open();
  first.apply({ kind: 'rename-collection', name: 'Kept' });
  await first.close();
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 50));
  const store = await open();
  expect(store.collection.name).toBe('Kept');
  expect(store.notices[0]).toMatch(/damaged \(line \d+, column \d+: not JSON/);
  await store.close();
});

describe('read-only', () => {
  test('edits stay in memory', async () => {
    await writeFile(file, JSON.stringify(newCollection('Mine')));
    const store = await open('read-only');
    store.apply({ kind: 'rename-collection', name: 'Changed' });
    await store.close();
    expect(store.collection.name).toBe('Changed');
    expect(await readdir(folder)).toEqual(['scenes.json']);
    expect(await readFile(file, 'utf8')).toContain('Mine');
  });

  test('a bad file is refused with its problems and left alone', async () => {
    await writeFile(file, '{"format": oops}');
    const refused = await open('read-only').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CollectionFileError);
    expect(String(refused)).toContain('line 1, column 12');
    expect(await readFile(file, 'utf8')).toBe('{"format": oops}');
  });
});
