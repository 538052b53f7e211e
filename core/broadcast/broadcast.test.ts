import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import type { DestinationFailure, HealthSample } from '#shared/model/broadcast.ts';
import { settle } from '#test/support/fake-clock.ts';
import { FakeProducerPage } from '#test/support/fake-producer-page.ts';
import { openFakeStudio, type FakeStudio } from '#test/support/fake-studio.ts';

const canary = 'live_canary_5678';
const live = { kind: 'live', sinceMs: 1 } as const;
const failed = (reason: DestinationFailure['reason'], detail = 'said so') =>
  ({ kind: 'failed', failure: { reason, step: 'connect', detail } }) as const;

let studio: FakeStudio;
let page: FakeProducerPage;

beforeEach(async () => {
  studio = await openFakeStudio();
  page = new FakeProducerPage(studio.core);
  await page.attach();
  await addDestination('a');
});
afterEach(() => studio.close());

function addDestination(id: string, more: { enabled?: boolean } = {}): Promise<void> {
  const url = `rtmp://${id}.example/app`;
  const destination = { kind: 'rtmp', id, name: id.toUpperCase(), url, keyRef: null } as const;
  return page.settings.saveDestination({
    destination: { enabled: true, ...destination, ...more },
    streamKey: `${canary}_${id}`,
  });
}

/** A call whose end is looked at later. */
function begun<T>(call: Promise<T>): { outcome: () => Promise<unknown> } {
  const outcome = call.then(
    () => 'done',
    (error: unknown) => error,
  );
  return { outcome: () => outcome };
}

const status = (): Promise<BroadcastStatus> => studio.core.services.broadcast.getStatus();
const engine = (): FakeStudio['engines']['current'] => studio.engines.current;

async function goLive(): Promise<void> {
  const going = page.broadcast.goLive();
  await settle();
  for (const id of engine().destinations.keys()) engine().setState(id, live);
  await going;
}

describe('going live', () => {
  test('encodes, connects with the key from the vault, and is live when one destination is', async () => {
    await addDestination('b');
    const seen: string[] = [];
    page.broadcast.onDidChangeStatus(({ broadcast }) => seen.push(broadcast.kind));
    const going = begun(page.broadcast.goLive());
    await settle();
    expect(page.output).toMatchObject({ width: 1920, fps: 30 });
    expect(engine().session).toEqual({ audioCodec: 'aac', fps: 30 });
    expect(engine().destinations.get('b')).toMatchObject({
      url: 'rtmp://b.example/app',
      streamKey: `${canary}_b`,
    });
    expect((await status()).broadcast).toEqual({ kind: 'starting', step: 'destinations' });
    engine().setState('a', failed('refused'));
    engine().setState('b', live);
    expect(await going.outcome()).toBe('done');
    expect(await status()).toMatchObject({
      broadcast: { kind: 'live' },
      destinations: [{ state: { kind: 'failed' } }, { state: { kind: 'live' } }],
    });
    expect([...new Set(seen)]).toEqual(['starting', 'live']);
    expect(studio.core.isActive).toBe(true);
  });

  test('leaves disabled destinations alone', async () => {
    await addDestination('b', { enabled: false });
    await goLive();
    expect([...engine().destinations.keys()]).toEqual(['a']);
  });

  test('needs an enabled destination, a page, and the keys', async () => {
    await addDestination('a', { enabled: false });
    const goLive = (): Promise<unknown> => begun(studio.core.services.broadcast.goLive()).outcome();
    expect(await goLive()).toMatchObject({ reason: 'invalid', field: 'destinations' });
    await addDestination('a');
    await studio.vault.delete('destination/a');
    expect(await goLive()).toMatchObject({ message: expect.stringContaining('Enter it again') });
    await addDestination('a');
    page.close();
    expect(await goLive()).toMatchObject({ reason: 'unavailable' });
    expect((await status()).broadcast.kind).toBe('idle');
    expect(engine().calls).not.toContain('addDestination a');
  });

  test('stops again when all destinations failed, and says why by name', async () => {
    await addDestination('b');
    const going = begun(page.broadcast.goLive());
    await settle();
    engine().setState('a', failed('refused'));
    engine().setState('b', failed('auth-failed', 'bad key'));
    expect(await going.outcome()).toMatchObject({
      reason: 'unavailable',
      message: expect.stringMatching(/A: .*does not accept.* B: .*not accepted.*bad key/),
    });
    expect((await status()).destinations).toMatchObject([
      { state: { failure: { reason: 'refused' } } },
      { state: { failure: { reason: 'auth-failed' } } },
    ]);
    expect(engine()).toMatchObject({ session: null, destinations: new Map() });
    expect(page.output).toBeNull();
  });

  test('stops again when none is live within 20 s', async () => {
    const going = begun(page.broadcast.goLive());
    await settle();
    await studio.clock.advance(19_999);
    expect((await status()).broadcast.kind).toBe('starting');
    await studio.clock.advance(1);
    expect(await going.outcome()).toMatchObject({
      message: expect.stringContaining('not live within 20 s'),
    });
    expect((await status()).broadcast.kind).toBe('idle');
  });

  test('stops again when the encoder does not start', async () => {
    page.startProblem = 'fails';
    expect(await begun(page.broadcast.goLive()).outcome()).toMatchObject({
      message: 'no encoder works',
    });
    page.startProblem = null;
    await goLive();
    expect((await status()).broadcast.kind).toBe('live');
  });

  test('is cancelled by stop, at once even where the encoder hangs', async () => {
    page.startProblem = 'hangs';
    const going = begun(page.broadcast.goLive());
    await settle();
    await page.broadcast.stop();
    expect(await going.outcome()).toMatchObject({ reason: 'cancelled' });
    expect(engine().session).toBeNull();
    page.startProblem = null;
    await goLive();
    expect((await status()).broadcast.kind).toBe('live');
  });

  test('twice is a conflict', async () => {
    await goLive();
    expect(await begun(page.broadcast.goLive()).outcome()).toMatchObject({ reason: 'conflict' });
  });
});

describe('being live', () => {
  beforeEach(goLive);

  test('stop ends destinations, encoder and session, and again does nothing', async () => {
    await Promise.all([page.broadcast.stop(), page.broadcast.stop()]);
    await page.broadcast.stop();
    expect(await status()).toMatchObject({
      broadcast: { kind: 'idle' },
      destinations: [{ state: { kind: 'idle' } }],
    });
    expect(engine()).toMatchObject({ session: null, destinations: new Map() });
    expect(page.calls.filter((call) => call === 'stopEncoding')).toHaveLength(1);
    expect(studio.core.isActive).toBe(false);
  });

  test('stop does not wait for an engine that hangs', async () => {
    engine().hangs = true;
    const stopping = begun(page.broadcast.stop());
    await settle();
    await studio.clock.advance(10_000);
    expect(await stopping.outcome()).toBe('done');
    expect((await status()).broadcast.kind).toBe('idle');
  });

  test('goes on when the engine comes back', async () => {
    const first = engine();
    first.exit();
    await settle();
    expect((await status()).destinations[0]?.state).toMatchObject({
      kind: 'reconnecting',
      failure: { reason: 'engine-lost' },
    });
    await studio.clock.advance(1000);
    expect(engine()).not.toBe(first);
    expect(engine().session).not.toBeNull();
    expect(engine().destinations.get('a')?.streamKey).toBe(`${canary}_a`);
    engine().setState('a', live);
    await settle();
    expect((await status()).destinations[0]?.state.kind).toBe('live');
  });

  test('ends when the engine is given up, and says so', async () => {
    for (let crash = 0; crash < 5; crash += 1) {
      engine().exit();
      await studio.clock.advance(1000);
    }
    await settle();
    expect(await status()).toMatchObject({
      broadcast: { kind: 'idle' },
      destinations: [{ state: { kind: 'failed', failure: { reason: 'engine-lost' } } }],
    });
    expect(studio.engines.launched).toHaveLength(5);
  });

  test('goes on in the next page when the producer goes', async () => {
    const next = new FakeProducerPage(studio.core);
    expect(await next.attach()).toMatchObject({ role: 'viewer' });
    page.close();
    await settle();
    expect(next.output).toMatchObject({ fps: 30 });
    expect((await status()).broadcast.kind).toBe('live');
  });

  test('waits for a page when there is none', async () => {
    page.close();
    await settle();
    expect(await status()).toMatchObject({ producer: false, broadcast: { kind: 'live' } });
    page = new FakeProducerPage(studio.core);
    await page.attach();
    await settle();
    expect(page.output).not.toBeNull();
  });

  test('starts a failed encoder again', async () => {
    page.failEncoding('lost');
    await settle();
    await studio.clock.advance(2000);
    expect(page.output).not.toBeNull();
  });

  test('retries a destination of the broadcast', async () => {
    engine().setState('a', failed('connection-lost'));
    await page.broadcast.retryDestination({ id: 'a' });
    expect(engine().calls).toContain('retryDestination a');
    expect(await begun(page.broadcast.retryDestination({ id: 'z' })).outcome()).toMatchObject({
      reason: 'not-found',
    });
  });
});

describe('recording', () => {
  test('alone encodes too, into a named file, and stops with it', async () => {
    const { file } = await page.broadcast.startRecording({});
    expect(file).toMatch(/videos\/Tallylight 20\d\d-\d\d-\d\d \d\d-\d\d-\d\d\.mp4$/);
    expect(engine().recording).toEqual({ file, container: 'mp4' });
    expect(page.output).not.toBeNull();
    expect(await page.broadcast.stopRecording()).toMatchObject({ file, bytes: 1000 });
    expect(page.output).toBeNull();
    expect(engine().session).toBeNull();
  });

  test('and the broadcast share one encode', async () => {
    await page.broadcast.startRecording({});
    await goLive();
    await page.broadcast.stop();
    expect(page.output).not.toBeNull();
    await goLive();
    await page.broadcast.stopRecording();
    expect((await status()).broadcast.kind).toBe('live');
    expect(page.calls).toEqual(['startEncoding']);
  });

  test('refuses what it cannot write, by field', async () => {
    const start = (file: string): Promise<unknown> =>
      begun(page.broadcast.startRecording({ file })).outcome();
    const settings = join(studio.folder, 'data', 'x.avi');
    expect(await start(settings)).toMatchObject({ reason: 'invalid', field: 'file' });
    expect(await start('relative.mp4')).toMatchObject({ reason: 'invalid', field: 'file' });
    const { file } = await page.broadcast.startRecording({ file: join(studio.folder, 'b.mkv') });
    expect(engine().recording?.container).toBe('mkv');
    expect(await start(file)).toMatchObject({ reason: 'conflict' });
    await page.broadcast.stopRecording();
    expect(await begun(page.broadcast.stopRecording()).outcome()).toMatchObject({
      reason: 'conflict',
    });
  });

  test('that cannot start encodes nothing', async () => {
    engine().recordingProblem = 'the disk is full';
    expect(await begun(page.broadcast.startRecording({})).outcome()).toMatchObject({
      message: 'the disk is full',
    });
    expect(page.output).toBeNull();
  });

  test('that fails on the way says so and ends the encode', async () => {
    const { file } = await page.broadcast.startRecording({});
    engine().setRecording({ kind: 'failed', file, detail: 'the disk is full' });
    await settle();
    expect((await status()).recording).toMatchObject({
      kind: 'failed',
      detail: 'the disk is full',
    });
    expect(page.output).toBeNull();
    engine().recording = null;
    await page.broadcast.startRecording({});
    expect((await status()).recording.kind).toBe('recording');
  });

  test('goes on in a next file after the engine crashed', async () => {
    const file = join(studio.folder, 'take.mp4');
    await page.broadcast.startRecording({ file });
    engine().exit();
    await writeFile(file, 'what was recorded before the crash');
    await studio.clock.advance(1000);
    const next = join(studio.folder, 'take (2).mp4');
    await vi.waitFor(() => {
      expect(engine().recording).toEqual({ file: next, container: 'mp4' });
    });
    await settle();
    expect((await status()).recording).toMatchObject({ kind: 'recording', file: next });
  });
});

test('samples merge page, engine, recording and the machine once a second', async () => {
  const samples: HealthSample[] = [];
  page.broadcast.onDidSample((sample) => samples.push(sample));
  await page.broadcast.startRecording({});
  await goLive();
  page.sample({ framesComposed: 30 });
  const measured = { bytesSent: 5000, bytesAcknowledged: 4000, bitrateKbps: 40, queueMs: 3 };
  const counted = { framesSent: 30, framesDropped: 0, reconnects: 0 };
  engine().sample({
    destinations: [{ id: 'a', state: live, ...measured, ...counted }],
    recordingBytes: 4321,
    audioDriftPpm: 0,
  });
  await settle();
  await studio.clock.advance(1000);
  expect(samples).toMatchObject([
    {
      compositor: { framesComposed: 30 },
      destinations: [{ id: 'a', state: { kind: 'live' }, bytesSent: 5000 }],
      recording: { state: { kind: 'recording' }, bytesWritten: 4321 },
      cpuCores: 0.5,
      memoryMb: 200,
    },
  ]);
  await studio.clock.advance(4000);
  expect(samples).toHaveLength(5);
  expect(samples.at(-1)?.compositor).toBeNull();
});

test('the canary key is in no file, log, status or error', async () => {
  const going = begun(page.broadcast.goLive());
  await settle();
  engine().setState('a', failed('publish-rejected', `no such stream: ${canary}_a`));
  const told = [await going.outcome(), await status(), await page.settings.get()];
  await page.settings.setMonitorDevice({ deviceId: 'x' });
  await studio.clock.advance(600);
  const files = await vi.waitFor(async () => {
    const entries = await readdir(studio.folder, { recursive: true, withFileTypes: true });
    const found = entries.filter((entry) => entry.isFile());
    expect(found.map(({ name }) => name)).toContain('settings.json');
    return found;
  });
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
  );
  expect(String(told[0])).toContain('no such stream: [secret]');
  expect(studio.log.length).toBeGreaterThan(0);
  expect([...texts, ...studio.log, JSON.stringify(told), String(told[0])].join('\n')).not.toContain(
    'canary',
  );
});
