import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#shared/lib/clock.ts';
import { silentLogger } from '#shared/lib/logger.ts';
import { VersionedFile, type Checked } from './versioned-file.ts';

interface Note {
  readonly text: string;
}

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'versioned-file-'));
  file = join(folder, 'note.json');
});
afterEach(() => rm(folder, { recursive: true }));

function check(text: string): Checked<Note> {
  try {
    const value = JSON.parse(text) as Partial<Note>;
    if (typeof value.text === 'string') return { kind: 'ok', value: { text: value.text } };
    return { kind: 'refused', problem: 'no text' };
  } catch {
    return { kind: 'refused', problem: 'not JSON' };
  }
}

const open = (more: { keepVersions?: number; file?: string } = {}): VersionedFile<Note> =>
  new VersionedFile({
    file,
    title: 'note',
    maxBytes: 1000,
    check,
    clock: systemClock,
    logger: silentLogger,
    ...more,
  });

async function saved(...texts: string[]): Promise<void> {
  const store = open();
  await store.load();
  for (const text of texts) {
    store.save({ text });
    await store.flush();
  }
  await store.close();
}

const namesBeside = async (): Promise<string[]> => (await readdir(folder)).toSorted();

test('a new place has nothing, without a notice', async () => {
  const store = open();
  expect(await store.load()).toBeNull();
  expect(store.notices).toEqual([]);
});

test('what was saved is loaded', async () => {
  await saved('one', 'two');
  expect(await open().load()).toEqual({ text: 'two' });
  expect((await open().listVersions()).map(({ bytes }) => bytes)).toEqual([20, 20]);
});

test('close writes what was not yet written, once', async () => {
  const store = open();
  store.save({ text: 'late' });
  await Promise.all([store.close(), store.close()]);
  expect(await open().load()).toEqual({ text: 'late' });
  expect(await open().listVersions()).toHaveLength(1);
});

test.each([
  ['truncated', () => truncate(file, 7)],
  ['garbage', () => writeFile(file, Buffer.from([0xff, 0, 0x80, 1]))],
  ['empty', () => truncate(file, 0)],
  ['too big', () => writeFile(file, ' '.repeat(2000))],
  ['of another shape', () => writeFile(file, '{"note": 1}')],
])('a %s file is kept aside and the newest version restored', async (_, damage) => {
  await saved('old', 'new');
  await damage();
  const damaged = await readFile(file);
  const store = open();
  expect(await store.load()).toEqual({ text: 'new' });
  const aside = (await namesBeside()).find((name) => name.includes('damaged')) ?? '';
  expect(await readFile(join(folder, aside))).toEqual(damaged);
  expect(store.notices.join(' ')).toMatch(/was damaged .* The version of .* was restored/);
  expect(await open().load()).toEqual({ text: 'new' });
});

test('a missing file is restored, and the notice says so', async () => {
  await saved('old', 'new');
  await rm(file);
  const store = open();
  expect(await store.load()).toEqual({ text: 'new' });
  expect(store.notices[0]).toContain('was missing');
});

test('damaged versions are passed over', async () => {
  await saved('good', 'bad');
  const [newest] = await open().listVersions();
  await truncate(join(`${file}.versions`, newest?.id ?? ''), 3);
  await truncate(file, 3);
  expect(await open().load()).toEqual({ text: 'good' });
});

test('with nothing good left, the damaged file is still kept', async () => {
  await writeFile(file, 'oops');
  const store = open();
  expect(await store.load()).toBeNull();
  expect(store.notices).toHaveLength(1);
  expect(await namesBeside()).toEqual([expect.stringContaining('note.json.damaged-')]);
});

test('a crash between write and rename leaves the last document, and no litter', async () => {
  await saved('whole');
  const litter = `.note.json.${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}.tmp`;
  await writeFile(join(folder, litter), '{"text":"ha');
  await writeFile(join(folder, '.note.json.mine.tmp'), 'somebody else’s');
  expect(await open().load()).toEqual({ text: 'whole' });
  expect(await namesBeside()).toEqual(['.note.json.mine.tmp', 'note.json', 'note.json.versions']);
});

test('keeps the last versions only, newest first, and reads them', async () => {
  const store = open({ keepVersions: 3 });
  for (const text of ['1', '2', '3', '4', '5']) {
    store.save({ text });
    await store.flush();
  }
  const versions = await store.listVersions();
  const texts = await Promise.all(versions.map(({ id }) => store.readVersion(id)));
  expect(texts).toEqual(['5', '4', '3'].map((text) => ({ kind: 'ok', value: { text } })));
  expect(await store.readVersion('../note.json')).toBeNull();
});

test('a person’s own file becomes a version before it is overwritten', async () => {
  await writeFile(file, '{ "text":   "by hand" }');
  const store = open();
  store.save({ text: (await store.load())?.text + '!' });
  await store.close();
  const versions = await store.listVersions();
  expect(await store.readVersion(versions[1]?.id ?? '')).toMatchObject({
    value: { text: 'by hand' },
  });
});

test('what could not be loaded again is not written', async () => {
  await saved('small');
  const store = open();
  store.save({ text: 'x'.repeat(2000) });
  await expect(store.flush()).rejects.toThrow('MB fit');
  expect(store.notices[0]).toContain('could not be saved');
  expect(await open().load()).toEqual({ text: 'small' });
  store.save({ text: 'small again' });
  await store.close();
  expect(store.notices).toEqual([]);
});

test('a failed write keeps the document for the next try', async () => {
  await mkdir(join(folder, 'parent'));
  const store = open({ file: join(folder, 'note.json', 'inside.json') });
  await writeFile(file, 'a file where a folder should be');
  store.save({ text: 'kept' });
  await expect(store.flush()).rejects.toThrow();
  await rm(file);
  await store.flush();
  expect(await open({ file: join(folder, 'note.json', 'inside.json') }).load()).toEqual({
    text: 'kept',
  });
});
