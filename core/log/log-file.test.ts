import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('appends, and closes twice', async () => {
  for (const line of ['one\n', 'two\n']) {
    const file = openLogFile(join(folder, 'logs'));
    file.write(line);
    await file.close();
    await file.close();
    file.write('late\n');
  }
  expect(await readFile(join(folder, 'logs', 'tallylight.log'), 'utf8')).toBe('one\ntwo\n');
});

it('puts a large one aside', async () => {
  const path = join(folder, 'tallylight.log');
  await writeFile(path, 'old');
  await truncate(path, 9 * 1024 * 1024);
  const file = openLogFile(folder);
  file.write('new\n');
  await file.close();
  expect(await readFile(path, 'utf8')).toBe('new\n');
  expect((await readFile(join(folder, 'tallylight.1.log'))).length).toBe(9 * 1024 * 1024);
});
