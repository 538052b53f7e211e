import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalOrigin } from '#origin/local-origin.ts';
import { Secret } from '#shared/lib/secret.ts';
import { analyseProgram, type ProgramAnalysis } from '../support/measure/analyse-program.ts';
import { peer } from '../support/peers.ts';
import { startNginxRtmp } from '../support/rtmp-peer-servers.ts';
import { descendants, filesWith, readProc, runCli, writeCollection } from './live-cli-support.ts';

const canary = 'canary-key-7f3a9c';
const seconds = 10;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-live-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function pattern(name: string): Promise<string> {
  return writeCollection(join(folder, name), [
    { source: { kind: 'test-pattern', width: 1280, height: 720 } },
  ]);
}

function expectWhole(analysis: ProgramAnalysis): void {
  const { frames, skew, backwardTimestamps } = analysis;
  expect(frames.expected).toBeGreaterThan((seconds - 1) * 30);
  expect(frames.arrived / frames.expected).toBeGreaterThanOrEqual(0.99);
  expect(frames.outOfOrder).toBe(0);
  expect(frames.unreadable).toBe(0);
  expect(skew.count).toBeGreaterThanOrEqual(seconds - 2);
  expect(skew.p95Ms).toBeLessThanOrEqual(20);
  expect(backwardTimestamps).toEqual({ video: 0, audio: 0 });
}

describe('tallylight live', () => {
  it('publishes to a server by key-env, records, reports, and shows the key to nobody', async () => {
    const origin = await startLocalOrigin({ streamKey: new Secret(canary) });
    const record = join(folder, 'program.mp4');
    const report = join(folder, 'report.json');
    const cli = runCli(
      [
        ...['live', '--collection', await pattern('live.json'), '--size', '1280x720'],
        ...['--to', origin.rtmpUrl, '--key-env', 'CANARY_KEY', '--record', record],
        ...['--for', `${seconds}s`, '--report', report, '--json'],
      ],
      folder,
      { CANARY_KEY: canary },
    );
    try {
      await cli.waitFor('"kind":"sample"');
      const own = String(cli.child.pid);
      expect(readProc(own, 'cmdline')).not.toContain(canary);
      const children = descendants(cli.child.pid ?? 0);
      expect(children.length).toBeGreaterThan(1);
      for (const { cmdline, environ } of children) {
        expect(cmdline).not.toContain(canary);
        expect(environ).not.toContain(canary);
      }
      await expect
        .poll(() => origin.stats().bytesReceived, { timeout: seconds * 1000 })
        .toBeGreaterThan(100_000);
      expect({ code: await cli.ended, text: cli.text() }).toMatchObject({ code: 0 });
    } finally {
      cli.child.kill('SIGKILL');
      await origin.close();
    }
    expect(cli.text()).not.toContain(canary);
    expect(await filesWith(folder, canary)).toEqual([]);
    expectWhole(await analyseProgram(record));
    const written: unknown = JSON.parse(await readFile(report, 'utf8'));
    expect(written).toMatchObject({ summary: expect.any(Object) as object });
  });

  it('overwrites a key given in the address', async () => {
    const origin = await startLocalOrigin({ streamKey: new Secret(canary) });
    const cli = runCli(
      [
        ...['live', '--collection', await pattern('address.json'), '--size', '640x360'],
        ...['--to', `${origin.rtmpUrl}/${canary}`, '--for', '2s'],
      ],
      folder,
    );
    try {
      await cli.waitFor('Live:');
      expect(readProc(String(cli.child.pid), 'cmdline')).not.toContain(canary);
      expect(await cli.ended).toBe(0);
      expect(cli.text()).not.toContain(canary);
    } finally {
      cli.child.kill('SIGKILL');
      await origin.close();
    }
  });

  it('ends with 4 when the server is gone at the end, and keeps the recording', async () => {
    const origin = await startLocalOrigin({ streamKey: new Secret(canary) });
    const keyFile = join(folder, 'key.txt');
    await writeFile(keyFile, `${canary}\n`);
    const record = join(folder, 'lost.mkv');
    const cli = runCli(
      [
        ...['live', '--collection', await pattern('lost.json'), '--size', '640x360'],
        ...['--to', origin.rtmpUrl, '--key-file', keyFile, '--record', record, '--for', '6s'],
      ],
      folder,
    );
    try {
      await cli.waitFor('Live:');
      await origin.close();
      expect({ code: await cli.ended, text: cli.text() }).toMatchObject({ code: 4 });
      expect(cli.text()).toContain('to-1');
      await rm(keyFile);
      const { frames } = await analyseProgram(record);
      expect(frames.arrived / frames.expected).toBeGreaterThanOrEqual(0.98);
    } finally {
      cli.child.kill('SIGKILL');
    }
  });

  it('ends in order on an interrupt, and its children end with it even on kill -9', async () => {
    const collection = await pattern('signals.json');
    const start = (): ReturnType<typeof runCli> =>
      runCli(['live', '--collection', collection, '--size', '640x360'], folder);
    const interrupted = start();
    await interrupted.waitFor('Live:');
    interrupted.child.kill('SIGINT');
    expect(await interrupted.ended).toBe(0);

    const killed = start();
    await killed.waitFor('Live:');
    const children = descendants(killed.child.pid ?? 0).map(({ pid }) => pid);
    killed.child.kill('SIGKILL');
    await killed.ended;
    await expect
      .poll(() => children.filter((pid) => isRunning(pid)), { timeout: 15_000, interval: 200 })
      .toEqual([]);
  });
});

/** Neither gone nor waiting for a parent that will not come. */
function isRunning(pid: number): boolean {
  const stat = readProc(String(pid), 'stat');
  return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
}

if (peer('nginx-rtmp')) {
  describe('tallylight live to nginx-rtmp', () => {
    it('arrives whole and in step', async () => {
      const nginx = await startNginxRtmp();
      try {
        const cli = runCli(
          [
            ...['live', '--collection', await pattern('nginx.json'), '--size', '1280x720'],
            ...['--to', `rtmp://127.0.0.1:${nginx.port}/live/stream`, '--for', `${seconds}s`],
          ],
          folder,
        );
        expect({ code: await cli.ended, text: cli.text() }).toMatchObject({ code: 0 });
        const [recording] = nginx.recordings();
        expectWhole(await analyseProgram(recording ?? 'nothing was recorded'));
      } finally {
        await nginx.close();
      }
    });
  });
}
