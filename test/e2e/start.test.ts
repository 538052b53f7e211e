import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WebSocket from 'ws';

const root = join(import.meta.dirname, '..', '..');

let dataFolder: string;
let child: ChildProcess;
let printed: string;

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tallylight-start-'));
  printed = '';
  child = spawn(process.execPath, [join(root, 'scripts', 'start.ts'), '--browser'], {
    env: {
      ...process.env,
      TALLYLIGHT_DATA: dataFolder,
      // No browser is found, so the address is printed.
      TALLYLIGHT_BROWSER: join(dataFolder, 'none'),
    },
  });
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
});
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(dataFolder, { recursive: true });
});

it('prints the address where there is no browser, serves the studio, and ends in order', async () => {
  const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}/;
  await expect.poll(() => printed, { timeout: 100_000 }).toMatch(address);
  const url = new URL(address.exec(printed)?.[0] ?? '');
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const studio = await fetch(url.origin, { headers: { cookie } });
  expect(await studio.text()).toContain('<title>Tallylight</title>');

  // The engine's process takes this one over; it must not keep the others from closing.
  const media = new WebSocket(`ws://${url.host}/media-channel`, {
    headers: { cookie, origin: url.origin },
  });
  const [granted] = (await once(media, 'message')) as [Buffer];
  // A credit frame of shared/protocol/media-frame.
  expect(granted[1]).toBe(4);

  const mediaClosed = once(media, 'close');
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number | null];
  await mediaClosed;
  expect(code).toBe(0);
  expect(printed).not.toMatch(/Warning:/);
  const log = await readFile(join(dataFolder, 'logs', 'tallylight.log'), 'utf8');
  expect(log).not.toContain(url.searchParams.get('token'));
});
