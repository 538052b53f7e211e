import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#shared/lib/secret.ts';
import type { DestinationSample, DestinationState } from '#shared/model/broadcast.ts';
import { RtmpPublisher } from '#engine/publish/rtmp/rtmp-publisher.ts';
import { startLocalOrigin } from '#origin/local-origin.ts';
import { peer, requirePeer } from '#test/support/peers.ts';
import { FakePacketSubscription } from '#test/support/rtmp-fake-subscription.ts';
import type { Program } from '#test/support/rtmp-media.ts';
import { makeProgram, playProgram } from '#test/support/rtmp-media.ts';
import type { NginxRtmp, NodeMediaServer } from '#test/support/rtmp-peer-servers.ts';
import { startNginxRtmp, startNodeMediaServer } from '#test/support/rtmp-peer-servers.ts';
import type { ReadBack } from '#test/support/rtmp-read-back.ts';
import { isMonotone, readBack } from '#test/support/rtmp-read-back.ts';

const hasFfmpeg = [peer('ffmpeg'), peer('ffprobe')].every((path) => path !== null);
const canary = 'canary-Wq93-do-not-tell';
const folder = mkdtempSync(join(tmpdir(), 'tallylight-rtmp-wire-'));
let program: Program;

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of opened.splice(0).reverse()) await item.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Published {
  readonly sample: DestinationSample;
  readonly states: readonly DestinationState[];
}

/** Goes live, plays the program once, and says goodbye. */
async function publishTo(url: string, speed: number): Promise<Published> {
  const packets = new FakePacketSubscription(program.format);
  const publisher = new RtmpPublisher({ id: 'one', url, streamKey: new Secret(canary), packets });
  const states: DestinationState[] = [];
  publisher.onDidChangeState((state) => states.push(state));
  publisher.start();
  await playProgram(program.packets, packets, speed);
  await publisher.close();
  return { sample: publisher.sample(), states };
}

function expectWhole(read: ReadBack): void {
  expect(read.videoFrames).toBe(program.videoFrames);
  // The first sound may be from before the first picture, and is then left out.
  expect(read.audioFrames).toBeGreaterThanOrEqual(program.audioFrames - 2);
  expect(isMonotone(read.videoTimesS)).toBe(true);
  expect(isMonotone(read.audioTimesS)).toBe(true);
  expect(read.warnings).toBe('');
}

/** Copies an address to a file until it ends; FFmpeg's own warnings come back. */
async function record(input: string, file: string): Promise<string> {
  const args = ['-v', 'warning', '-y', '-copyts', '-i', input, '-c', 'copy', file];
  const { stderr } = await promisify(execFile)(requirePeer('ffmpeg'), args);
  return stderr;
}

describe.skipIf(!hasFfmpeg)('RTMP publisher', () => {
  beforeAll(() => {
    program = makeProgram(4);
  });

  describe.skipIf(peer('nginx-rtmp') === null)('to nginx-rtmp', () => {
    let nginx: NginxRtmp;
    beforeAll(async () => {
      nginx = await startNginxRtmp();
    });
    afterAll(() => nginx.close());

    it('arrives whole, and nginx has nothing to say', async () => {
      const { sample, states } = await publishTo(`rtmp://127.0.0.1:${nginx.port}/live`, 2);
      expect(sample).toMatchObject({ framesSent: program.videoFrames, framesDropped: 0 });
      expect(sample.bytesAcknowledged).toBeGreaterThan(sample.bytesSent * 0.5);
      const recording = nginx.recordings().at(-1) ?? '';
      expectWhole(await readBack(recording));
      expect(nginx.log()).toBe('');
      expect(JSON.stringify([sample, states])).not.toContain(canary);
    });

    // nginx says nothing itself: it closes. What it closed after is what can be told.
    it.each([
      ['unknown', 'connect'],
      ['locked', 'live'],
    ])('names the step where nginx closes: %s at %s', async (app, step) => {
      const publisher = new RtmpPublisher({
        id: 'one',
        url: `rtmp://127.0.0.1:${nginx.port}/${app}`,
        streamKey: new Secret(canary),
        packets: new FakePacketSubscription(program.format),
      });
      opened.push(publisher);
      publisher.start();
      await expect
        .poll(() => publisher.state)
        .toMatchObject({ kind: 'reconnecting', failure: { reason: 'closed-by-server', step } });
      expect(JSON.stringify(publisher.state)).not.toContain(canary);
    });
  });

  describe('to node-media-server', () => {
    let server: NodeMediaServer;
    beforeAll(async () => {
      server = await startNodeMediaServer();
    });
    afterAll(() => server.close());

    it('is relayed from its first key frame on, in order', async () => {
      const publishing = publishTo(`rtmp://127.0.0.1:${server.rtmpPort}/live`, 1);
      const file = join(folder, 'nms.mkv');
      await expect.poll(() => server.log()).toContain('start push');
      await sleep(300);
      // It does not end a viewer's response with the stream: the recorder ends by itself.
      const address = `http://127.0.0.1:${server.httpPort}/live/${canary}.flv`;
      const args = ['-v', 'warning', '-y', '-i', address, '-t', '2.5', '-c', 'copy', file];
      const recorded = await promisify(execFile)(requirePeer('ffmpeg'), args);
      const { sample } = await publishing;
      expect(sample).toMatchObject({ framesSent: program.videoFrames, framesDropped: 0 });
      expect(recorded.stderr).toBe('');
      const read = await readBack(file);
      expect(read.videoFrames).toBeGreaterThan(70);
      expect(isMonotone(read.videoTimesS)).toBe(true);
      expect(isMonotone(read.audioTimesS)).toBe(true);
      expect(read.warnings).toBe('');
    });
  });

  it('shows a node-media-server that closes after a wrong signature', async () => {
    const server = await startNodeMediaServer(true);
    opened.push(server);
    const packets = new FakePacketSubscription(program.format);
    const publisher = new RtmpPublisher({
      id: 'one',
      url: `rtmp://127.0.0.1:${server.rtmpPort}/live`,
      streamKey: new Secret(canary),
      packets,
    });
    opened.push(publisher);
    publisher.start();
    await expect
      .poll(() => publisher.state)
      .toMatchObject({ kind: 'reconnecting', failure: { reason: 'closed-by-server' } });
  });

  it('to our own ingest arrives whole', async () => {
    const origin = await startLocalOrigin({ streamKey: new Secret(canary) });
    opened.push(origin);
    const file = join(folder, 'own.flv');
    const publishing = publishTo(origin.rtmpUrl, 1);
    await expect
      .poll(() => origin.stats().streams)
      .toEqual([{ name: 'live', videoFrames: expect.any(Number) as number }]);
    // In the first second: the group of pictures on air begins with the first frame.
    const warnings = await record(new URL('/live/live.flv', origin.watchUrl).href, file);
    await publishing;
    expect(warnings).toBe('');
    expectWhole(await readBack(file));
    expect(origin.stats()).toMatchObject({ streams: [], viewers: 0 });
  });

  it('continues its timeline after our ingest went away and came back', async () => {
    const first = await startLocalOrigin({ streamKey: new Secret(canary) });
    const rtmpPort = Number(new URL(first.rtmpUrl).port);
    const packets = new FakePacketSubscription(program.format);
    const publisher = new RtmpPublisher({
      id: 'one',
      url: first.rtmpUrl,
      streamKey: new Secret(canary),
      packets,
      backoff: { initialMs: 100, factor: 1, capMs: 100, jitter: 0 },
    });
    opened.push(publisher);
    publisher.start();
    const playing = playProgram(program.packets, packets, 1);
    await sleep(1200);
    await first.close();
    await expect.poll(() => publisher.state.kind).toBe('reconnecting');
    const second = await startLocalOrigin({ streamKey: new Secret(canary), rtmpPort });
    opened.push(second);
    await expect.poll(() => second.stats().streams.length, { timeout: 5000 }).toBe(1);
    const file = join(folder, 'again.flv');
    const recording = record(new URL('/live/live.flv', second.watchUrl).href, file);
    await playing;
    await publisher.close();
    expect(await recording).toBe('');
    const read = await readBack(file);
    // Not from zero: where the program was.
    expect(read.videoTimesS[0]).toBeGreaterThanOrEqual(0.9);
    expect(read.videoTimesS.at(-1)).toBeCloseTo(3.966, 1);
    expect(isMonotone(read.videoTimesS)).toBe(true);
    expect(read.warnings).toBe('');
    expect(publisher.sample()).toMatchObject({ reconnects: 1 });
  });
});

describe.skipIf(!hasFfmpeg)('RTMP ingest', () => {
  it('takes FFmpeg', async () => {
    const origin = await startLocalOrigin({ streamKey: new Secret('ffmpeg-key') });
    opened.push(origin);
    const source = spawn(requirePeer('ffmpeg'), [
      ...['-v', 'warning', '-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30'],
      ...['-f', 'lavfi', '-i', 'sine=sample_rate=48000', '-t', '3', '-pix_fmt', 'yuv420p'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '60', '-c:a', 'aac'],
      ...['-flvflags', 'no_duration_filesize', '-f', 'flv', `${origin.rtmpUrl}/ffmpeg-key`],
    ]);
    let said = '';
    source.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    const ended = once(source, 'exit');
    await expect.poll(() => origin.stats().streams.length, { timeout: 10_000 }).toBe(1);
    const file = join(folder, 'from-ffmpeg.flv');
    const warnings = await record(new URL('/live/live.flv', origin.watchUrl).href, file);
    await ended;
    expect(said).toBe('');
    expect(warnings).toBe('');
    const read = await readBack(file);
    expect(read.videoFrames).toBe(90);
    expect(isMonotone(read.videoTimesS)).toBe(true);
    expect(read.warnings).toBe('');
  });

  it('tells FFmpeg that its key is wrong', async () => {
    const origin = await startLocalOrigin({ streamKey: new Secret('ffmpeg-key') });
    opened.push(origin);
    const args = [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30', '-t', '1'],
      ...['-c:v', 'libx264', '-f', 'flv', `${origin.rtmpUrl}/wrong-key`],
    ];
    await expect(promisify(execFile)(requirePeer('ffmpeg'), args)).rejects.toThrow(
      'wrong stream key',
    );
  });

  it('has one publisher a name', async () => {
    const origin = await startLocalOrigin({ streamKey: new Secret(canary) });
    opened.push(origin);
    const publishers = [0, 1].map(() => {
      const publisher = new RtmpPublisher({
        id: 'one',
        url: origin.rtmpUrl,
        streamKey: new Secret(canary),
        packets: new FakePacketSubscription(null),
      });
      opened.push(publisher);
      return publisher;
    });
    const [first, second] = publishers;
    first?.start();
    await expect.poll(() => first?.state.kind).toBe('live');
    second?.start();
    await expect
      .poll(() => second?.state)
      .toMatchObject({ kind: 'failed', failure: { reason: 'publish-rejected', step: 'publish' } });
  });
});
