import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isStale } from './stale.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tallylight-stale-'));
  await mkdir(join(root, 'source', 'deep'), { recursive: true });
  await place('source/a.ts', 10);
  await place('source/deep/b.ts', 10);
  await utimes(join(root, 'source', 'deep'), 10, 10);
  await utimes(join(root, 'source'), 10, 10);
});
afterEach(() => rm(root, { recursive: true }));

async function place(path: string, timeS: number): Promise<void> {
  await writeFile(join(root, path), '');
  await utimes(join(root, path), timeS, timeS);
}

const check = (): Promise<boolean> => isStale(root, 'output.html', ['source', 'missing']);

it('is stale before it was built', async () => {
  expect(await check()).toBe(true);
});

it('is fresh when it is newer than every source', async () => {
  await place('output.html', 20);
  expect(await check()).toBe(false);
});

it('is stale when a file deep inside is newer', async () => {
  await place('output.html', 20);
  await place('source/deep/b.ts', 30);
  expect(await check()).toBe(true);
});

it('does not mind tests', async () => {
  await place('output.html', 20);
  await place('source/deep/b.test.ts', 30);
  await utimes(join(root, 'source', 'deep'), 10, 10);
  expect(await check()).toBe(false);
});
