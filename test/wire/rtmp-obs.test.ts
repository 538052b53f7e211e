import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '#shared/lib/secret.ts';
import { startLocalOrigin } from '#origin/local-origin.ts';
import { peer, requirePeer } from '#test/support/peers.ts';
import { startObs } from '#test/support/rtmp-obs.ts';
import { isMonotone, readBack } from '#test/support/rtmp-read-back.ts';

const needed = [peer('obs'), peer('xvfb'), peer('ffmpeg'), peer('ffprobe')];
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of opened.splice(0).reverse()) await item.close();
});

describe.skipIf(needed.includes(null))('RTMP ingest', () => {
  it('takes OBS Studio, and FFmpeg reads it without a warning', async () => {
    const origin = await startLocalOrigin({ streamKey: new Secret('obs-key') });
    const folder = mkdtempSync(join(tmpdir(), 'tallylight-from-obs-'));
    const obs = startObs(origin.rtmpUrl, 'obs-key');
    opened.push({ close: () => rmSync(folder, { recursive: true }) }, origin, obs);
    await expect.poll(() => origin.stats().streams.length, { timeout: 40_000 }).toBe(1);
    const file = join(folder, 'obs.mkv');
    const address = new URL('/live/live.flv', origin.watchUrl).href;
    const args = ['-v', 'warning', '-y', '-i', address, '-t', '3', '-c', 'copy', file];
    expect((await promisify(execFile)(requirePeer('ffmpeg'), args)).stderr).toBe('');
    const read = await readBack(file);
    expect(read.videoFrames).toBeGreaterThan(85);
    expect(isMonotone(read.videoTimesS)).toBe(true);
    expect(isMonotone(read.audioTimesS)).toBe(true);
    expect(read.warnings).toBe('');
  });
});
