import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DestinationState, RecordingState } from '#shared/model/broadcast.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { decodeMediaFrame, encodeMediaFrame } from '#shared/protocol/media-frame.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import { FakeClock, settle } from '#test/support/fake-clock.ts';
import { FakePublisher } from '#test/support/fake-publisher.ts';
import { Engine } from './engine-service.ts';
import type { MediaTransport } from './media/media-transport.ts';

const context = { signal: new AbortController().signal };
const canary = 'canary-key-7f3a';
const rtmp = { kind: 'rtmp', url: 'rtmp://x/live', streamKey: canary } as const;
const session = { audioCodec: 'aac', audioBitrateKbps: 128, fps: 30 } as const;

/** Of a real 320x180 stream: a file cannot be begun with less. */
const avcC = Buffer.from(
  '0142c014ffe1001b6742c014da05067e79a808080a000003000200000300791e28554001000468ce3c80',
  'hex',
);

let engine: Engine;
let clock: FakeClock;
let publishers: FakePublisher[];
let log: string[];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallylight-engine-'));
  clock = new FakeClock();
  publishers = [];
  log = [];
  const write = (message: string, fields?: unknown): void => {
    log.push(`${message} ${inspect(fields, { depth: 9 })} ${JSON.stringify(fields)}`);
  };
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  engine = new Engine({
    clock,
    logger,
    createPublisher: (destination, { packets }) => {
      logger.debug('made', { destination });
      const publisher = new FakePublisher({ id: destination.id, packets });
      publishers.push(publisher);
      return publisher;
    },
  });
});

afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** A page that sends by hand. */
function attachPage(): {
  sent: string[];
  isClosed: () => boolean;
  send: (kind: 'video' | 'pcm' | 'videoFormat', timestampUs: number, isKey?: boolean) => void;
} {
  const received = new Emitter<Uint8Array>();
  const closed = new Emitter<string>();
  const sent: string[] = [];
  let isClosed = false;
  const transport: MediaTransport = {
    send: (bytes) => sent.push(decodeMediaFrame(bytes).kind),
    onDidReceive: received.event,
    onDidClose: closed.event,
    close: (detail = '') => {
      isClosed = true;
      closed.emit(detail);
    },
  };
  engine.attachMedia(transport);
  const json = Buffer.from(
    '{"codec":"h264","codecString":"avc1.42c014","width":320,"height":180,"fps":30,"bitrateKbps":400}',
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  const payloads = {
    videoFormat: Buffer.concat([length, json, avcC]),
    video: new Uint8Array(10),
    pcm: new Uint8Array(480 * 8),
  };
  return {
    sent,
    isClosed: () => isClosed,
    send: (kind, timestampUs, isKey = false) => {
      received.emit(
        encodeMediaFrame({
          kind,
          isKey,
          index: 0,
          timestampUs,
          durationUs: 33_333,
          payload: payloads[kind],
        }),
      );
    },
  };
}

function sendSecond(page: ReturnType<typeof attachPage>, fromUs: number): void {
  for (let frame = 0; frame < 30; frame += 1) {
    page.send('video', fromUs + Math.round((frame * 1e6) / 30), frame === 0);
  }
  for (let chunk = 0; chunk < 100; chunk += 1) page.send('pcm', fromUs + chunk * 10_000);
}

describe('Engine', () => {
  it('carries what the page sends to every destination', async () => {
    const page = attachPage();
    await engine.service.openSession(session, context);
    await engine.service.addDestination({ id: 'one', ...rtmp }, context);
    await engine.service.addDestination({ id: 'two', ...rtmp }, context);
    page.send('videoFormat', 0);
    sendSecond(page, 1e9);
    for (const { taken } of publishers) {
      expect(taken.filter(({ kind }) => kind === 'video')).toHaveLength(30);
      const sound = taken.filter(({ kind }) => kind === 'audio');
      expect(sound.length).toBeGreaterThan(40);
      // AAC's priming stands before the first sound, 1024 samples long.
      expect(sound[0]?.timestampUs).toBe(1e9 - 21_333);
    }
  });

  it('knows the format of a page that spoke before the session', async () => {
    const page = attachPage();
    page.send('videoFormat', 0);
    page.send('video', 1, true);
    await engine.service.openSession(session, context);
    await engine.service.addDestination({ id: 'one', ...rtmp }, context);
    expect(page.sent).toContain('keyFrameRequest');
    page.send('video', 2, true);
    expect(publishers[0]?.taken.map(({ timestampUs }) => timestampUs)).toEqual([2]);
  });

  it('lets no time run backwards, and starts again at a key frame', async () => {
    const page = attachPage();
    await engine.service.openSession(session, context);
    await engine.service.addDestination({ id: 'one', ...rtmp }, context);
    page.send('videoFormat', 0);
    page.send('video', 100, true);
    page.send('video', 50);
    page.send('video', 200);
    page.send('video', 300, true);
    expect(publishers[0]?.taken.map(({ timestampUs }) => timestampUs)).toEqual([100, 300]);
  });

  it('takes the newest page, and lets go of the one before', async () => {
    const first = attachPage();
    const second = attachPage();
    expect(first.isClosed()).toBe(true);
    await engine.service.openSession(session, context);
    await engine.service.addDestination({ id: 'one', ...rtmp }, context);
    expect(second.sent).toContain('keyFrameRequest');
    expect(second.isClosed()).toBe(false);
  });

  it('holds the last key frame and silence while the page is gone', async () => {
    const page = attachPage();
    await engine.service.openSession(session, context);
    await engine.service.addDestination({ id: 'one', ...rtmp }, context);
    page.send('videoFormat', 0);
    sendSecond(page, 1e9);
    const taken = publishers[0]?.taken ?? [];
    await clock.advance(2900);
    const before = taken.length;
    await clock.advance(7100);
    const held = taken.slice(before);
    const pictures = held.filter(({ kind }) => kind === 'video');
    expect(pictures.length).toBe(8);
    expect(pictures.every((packet) => packet.kind === 'video' && packet.isKey)).toBe(true);
    expect(pictures.at(-1)?.timestampUs).toBe(1e9 + 966_667 + 10e6);
    const sound = held.filter(({ kind }) => kind === 'audio');
    expect(sound.length).toBeGreaterThan(9.9 * (48_000 / 1024) - 4);

    const fresh = attachPage();
    fresh.send('videoFormat', 0);
    sendSecond(fresh, 1e9 + 12e6);
    const times = taken.filter(({ kind }) => kind === 'video').map((packet) => packet.timestampUs);
    expect(times.every((time, index) => time > (times[index - 1] ?? 0))).toBe(true);
    expect(times.at(-1)).toBe(1e9 + 12e6 + 966_667);
  });

  it('tells what destinations do, and samples once a second', async () => {
    const states: [string, DestinationState['kind']][] = [];
    const samples: unknown[] = [];
    engine.service.onDidChangeDestination(({ id, state }) => states.push([id, state.kind]));
    engine.service.onDidSample((sample) => samples.push(sample));
    await engine.service.openSession(session, context);
    await engine.service.addDestination({ id: 'one', ...rtmp }, context);
    await clock.advance(3000);
    expect(samples).toHaveLength(3);
    expect(samples[2]).toMatchObject({ destinations: [{ id: 'one' }], recordingBytes: 0 });
    await engine.service.retryDestination({ id: 'one' }, context);
    await engine.service.removeDestination({ id: 'one' }, context);
    expect(states).toEqual([
      ['one', 'live'],
      ['one', 'live'],
      ['one', 'idle'],
    ]);
    await clock.advance(1000);
    expect(samples[3]).toMatchObject({ destinations: [] });
    await engine.service.closeSession(undefined, context);
    await clock.advance(5000);
    expect(samples).toHaveLength(4);
  });

  it('records beside publishing', async () => {
    const file = join(folder, 'x.mkv');
    const states: RecordingState['kind'][] = [];
    engine.service.onDidChangeRecording(({ kind }) => states.push(kind));
    const page = attachPage();
    await engine.service.openSession(session, context);
    await engine.service.startRecording({ file, container: 'mkv' }, context);
    page.send('videoFormat', 0);
    sendSecond(page, 1e9);
    await settle();
    const result = await engine.service.stopRecording(undefined, context);
    expect(result).toMatchObject({ file, bytes: statSync(file).size });
    expect(result.durationMs).toBeGreaterThan(980);
    expect(states).toEqual(['recording', 'idle']);
  });

  it('fails a recording alone', async () => {
    const states: RecordingState[] = [];
    engine.service.onDidChangeRecording((state) => states.push(state));
    const page = attachPage();
    await engine.service.openSession(session, context);
    await engine.service.addDestination({ id: 'one', ...rtmp }, context);
    const file = join(folder, 'missing', 'x.mkv');
    await engine.service.startRecording({ file, container: 'mkv' }, context);
    page.send('videoFormat', 0);
    sendSecond(page, 1e9);
    const result = await engine.service.stopRecording(undefined, context);
    expect(states.map(({ kind }) => kind)).toEqual(['recording', 'failed']);
    expect(result).toEqual({ file, bytes: 0, durationMs: 0 });
    expect(publishers[0]?.taken.length).toBeGreaterThan(60);
  });

  it('says what cannot be', async () => {
    const refused = async (call: () => unknown): Promise<unknown> => {
      try {
        await call();
        return undefined;
      } catch (error) {
        return (error as { reason: unknown }).reason;
      }
    };
    const { service } = engine;
    expect(await refused(() => service.addDestination({ id: 'a', ...rtmp }, context))).toBe(
      'conflict',
    );
    await service.openSession(session, context);
    expect(await refused(() => service.openSession(session, context))).toBe('conflict');
    await service.addDestination({ id: 'a', ...rtmp }, context);
    expect(await refused(() => service.addDestination({ id: 'a', ...rtmp }, context))).toBe(
      'conflict',
    );
    expect(await refused(() => service.removeDestination({ id: 'b' }, context))).toBe('not-found');
    expect(await refused(() => service.stopRecording(undefined, context))).toBe('conflict');
  });

  it('closes publishers with the session, and writes no key anywhere', async () => {
    await engine.service.openSession(session, context);
    await engine.service.addDestination({ id: 'one', ...rtmp }, context);
    await engine.service.closeSession(undefined, context);
    await engine.service.closeSession(undefined, context);
    expect(publishers[0]?.isClosed).toBe(true);
    expect(log.join('\n')).toContain('session closed');
    expect(log.join('\n')).not.toContain(canary);
  });
});
