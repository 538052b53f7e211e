import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findElectron, obtainElectron } from './electron-binary.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-electron-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function place(path: string, text = ''): Promise<string> {
  const whole = join(folder, path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, text);
  return whole;
}

it('is where path.txt says', async () => {
  await place('path.txt', 'bin/electron');
  expect(await findElectron(folder, {})).toMatchObject({ kind: 'missing' });
  const path = await place('dist/bin/electron');
  expect(await findElectron(folder, {})).toEqual({ kind: 'found', path });
});

it('is in the override’s folder', async () => {
  const path = await place('elsewhere/electron');
  const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'elsewhere') };
  expect(await findElectron(folder, env)).toEqual({ kind: 'found', path });
});

it('is missing with a reason', async () => {
  expect(await findElectron(null, {})).toMatchObject({
    why: expect.stringContaining('not installed') as string,
  });
  expect(await findElectron(folder, {})).toMatchObject({
    why: expect.stringContaining('not downloaded') as string,
  });
});

it('is had from the installer, or it says why not', async () => {
  await place(
    'install.js',
    "console.error('trace'); console.error('RequestError: no route'); process.exit(1)",
  );
  expect(await obtainElectron(folder)).toEqual({
    kind: 'missing',
    why: 'it cannot be downloaded: RequestError: no route',
  });
  await place(
    'install.js',
    `const fs = require('node:fs'), path = require('node:path');
     fs.mkdirSync(path.join(__dirname, 'dist'));
     fs.writeFileSync(path.join(__dirname, 'dist', 'electron'), '');
     fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');`,
  );
  expect(await obtainElectron(folder)).toMatchObject({ kind: 'found' });
});
