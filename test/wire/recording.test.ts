import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClosableStack } from '#shared/lib/closable.ts';
import { once } from '#shared/lib/emitter.ts';
import { programNowUs } from '#shared/model/program-clock.ts';
import { counterModulus } from '#shared/model/test-pattern.ts';
import { startEngineHost, type EngineHost } from '#test/support/engine-host.ts';
import { peer } from '#test/support/peers.ts';
import { makeH264Clip, type H264Clip } from '#test/support/media-packets.ts';
import { MediaPage } from '#test/support/media-page.ts';
import { decodeComplaints, packetTimes, readPattern } from '#test/support/recording-probe.ts';

const fps = 30;
const [width, height] = [320, 180];

let folder: string;
let owned: ClosableStack;
let host: EngineHost;

beforeEach(async () => {
  owned = new ClosableStack();
  folder = mkdtempSync(join(tmpdir(), 'tallylight-recording-'));
  owned.defer(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  host = owned.add(await startEngineHost());
});

afterEach(() => owned.close());

/** Pictures that begin shortly after now. */
const canRun = [peer('ffmpeg'), peer('ffprobe')].every((path) => path !== null);

function clipOf(seconds: number): H264Clip {
  const inS = programNowUs() / 1e6 + 1 + seconds * 0.15;
  return makeH264Clip({
    width,
    height,
    fps,
    frameCount: Math.round(seconds * fps),
    firstFrameNumber: Math.ceil(inS * fps),
  });
}

async function openPage(clip: H264Clip, devicePpm = 0): Promise<MediaPage> {
  const page = owned.add(await MediaPage.open({ url: host.mediaUrl, clip, devicePpm }));
  page.start();
  return page;
}

const openSession = (audioCodec: 'aac' | 'opus' = 'aac'): Promise<void> =>
  host.engine.openSession({ audioCodec, audioBitrateKbps: 160, fps });

function isMonotone(times: readonly number[]): boolean {
  return times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0));
}

/** Types of the file's boxes (ISO 14496-12, 4.2), not of those within. */
function topLevelBoxes(file: Buffer): string[] {
  const types: string[] = [];
  for (let at = 0; at < file.length;) {
    const size = file.readUInt32BE(at);
    types.push(file.toString('latin1', at + 4, at + 8));
    at += size === 1 ? Number(file.readBigUInt64BE(at + 8)) : size;
  }
  return types;
}

describe.skipIf(!canRun)('recording', () => {
  it.each([
    { container: 'mp4', audioCodec: 'aac', devicePpm: 0 },
    { container: 'mp4', audioCodec: 'aac', devicePpm: 1000 },
    { container: 'mkv', audioCodec: 'aac', devicePpm: -1000 },
    { container: 'mkv', audioCodec: 'opus', devicePpm: 0 },
    { container: 'mp4', audioCodec: 'opus', devicePpm: 0 },
  ] as const)(
    'is whole, monotone and in step: $container, $audioCodec, $devicePpm ppm',
    async ({ container, audioCodec, devicePpm }) => {
      const file = join(folder, `whole.${container}`);
      await openSession(audioCodec);
      await host.engine.startRecording({ file, container });
      const clip = clipOf(5);
      const page = await openPage(clip, devicePpm);
      await page.untilDone();
      await delay(200);
      const result = await host.engine.stopRecording();
      await host.engine.closeSession();

      expect(decodeComplaints(file)).toBe('');
      expect(result.file).toBe(file);
      expect(result.bytes).toBe(readFileSync(file).byteLength);
      expect(result.durationMs).toBeGreaterThan(4900);
      const times = { video: packetTimes(file, 'v'), audio: packetTimes(file, 'a') };
      expect(times.video[0]).toBe(0);
      expect(isMonotone(times.video)).toBe(true);
      expect(isMonotone(times.audio)).toBe(true);
      const { counters, skewsMs } = readPattern(file, width, height);
      const first = Math.round(((clip.packets[0]?.timestampUs ?? 0) * fps) / 1e6);
      expect(counters).toEqual(clip.packets.map((_, index) => (first + index) % counterModulus));
      expect(skewsMs.length).toBeGreaterThanOrEqual(3);
      for (const skewMs of skewsMs) expect(Math.abs(skewMs)).toBeLessThan(5);
    },
  );

  it('becomes a plain MP4 when the core goes away', async () => {
    const file = join(folder, 'orphan.mp4');
    await openSession();
    await host.engine.startRecording({ file, container: 'mp4' });
    const page = await openPage(clipOf(2));
    await page.untilDone();
    host.disconnect();
    expect(await host.exited).toEqual({ code: 0, signal: null });
    const boxes = topLevelBoxes(readFileSync(file));
    expect(boxes).toContain('moov');
    expect(boxes).not.toContain('moof');
    expect(decodeComplaints(file)).toBe('');
    expect(packetTimes(file, 'v').length).toBe(2 * fps);
  });

  it.each(['mp4', 'mp4', 'mp4', 'mkv', 'mkv'] as const)(
    'plays to within 1 s of a kill at a random moment: %s',
    async (container) => {
      const file = join(folder, `killed.${container}`);
      await openSession();
      await host.engine.startRecording({ file, container });
      const clip = clipOf(5);
      const page = await openPage(clip);
      const lifeMs = 1000 + Math.random() * 3000;
      await delay((clip.packets[0]?.timestampUs ?? 0) / 1000 - programNowUs() / 1000 + lifeMs);
      const sentS = (page.sentUs - (clip.packets[0]?.timestampUs ?? 0)) / 1e6;
      host.killHard();
      await host.exited;
      const lastS = Math.max(...packetTimes(file, 'v'));
      expect(sentS - lastS).toBeLessThan(1);
      expect(sentS - Math.max(...packetTimes(file, 'a'))).toBeLessThan(1);
      expect(readPattern(file, width, height).counters.every((counter) => counter !== null)).toBe(
        true,
      );
    },
  );

  it('goes on in a second file when the format changes', async () => {
    const file = join(folder, 'parts.mp4');
    await openSession();
    await host.engine.startRecording({ file, container: 'mp4' });
    const page = await openPage(clipOf(1));
    await page.untilDone();
    page.close();
    const second = await openPage(
      makeH264Clip({
        width: 640,
        height: 360,
        frameCount: fps,
        firstFrameNumber: Math.ceil((programNowUs() / 1e6 + 1) * fps),
      }),
    );
    await second.untilDone();
    await delay(100);
    await host.engine.stopRecording();
    const next = join(folder, 'parts (2).mp4');
    expect([decodeComplaints(file), decodeComplaints(next)]).toEqual(['', '']);
    expect([packetTimes(file, 'v').length, packetTimes(next, 'v').length]).toEqual([fps, fps]);
  });

  it('fails alone when the disk does, and never overwrites', async () => {
    await openSession();
    const failed = once(host.engine.onDidChangeRecording, ({ kind }) => kind === 'failed');
    await host.engine.startRecording({ file: join(folder, 'none', 'x.mp4'), container: 'mp4' });
    const page = await openPage(clipOf(2));
    expect(await failed).toMatchObject({ detail: expect.stringContaining('ENOENT') as string });
    expect(existsSync(join(folder, 'none'))).toBe(false);
    const file = join(folder, 'good.mp4');
    await host.engine.startRecording({ file, container: 'mp4' });
    await page.untilDone();
    await host.engine.stopRecording();
    expect(decodeComplaints(file)).toBe('');

    const refused = once(host.engine.onDidChangeRecording, ({ kind }) => kind === 'failed');
    await host.engine.startRecording({ file, container: 'mp4' });
    const more = await openPage(clipOf(1.5));
    expect(await refused).toMatchObject({
      file,
      detail: expect.stringContaining('EEXIST') as string,
    });
    await more.untilDone();
    expect(decodeComplaints(file)).toBe('');
  });
});

describe.skipIf(!canRun)('media channel', () => {
  it('is closed by a bad frame, with the reason in the log', async () => {
    const page = owned.add(await MediaPage.open({ url: host.mediaUrl, clip: clipOf(0.1) }));
    page.sendRaw(Uint8Array.from([9, 9, 9]));
    await page.untilClosed();
    expect(host.log.join('\n')).toContain('shorter than its header');
    const other = await MediaPage.open({ url: host.mediaUrl, clip: clipOf(0.1) });
    other.close();
  });
});
