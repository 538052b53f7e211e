import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { DestinationState, HealthSample } from '#shared/model/broadcast.ts';
import { sessionReportSchema } from '#shared/model/report.ts';
import { settingsSchema } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { CommandError } from '../exit-codes.ts';
import type { HeadlessHost } from '../headless-host.ts';
import type { LiveArguments } from '../options/live-options.ts';
import { live } from './live.ts';
import { compositorSample, destinationSample } from '#test/support/health-samples.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-live-'));
});
afterAll(() => rm(folder, { recursive: true }));

const refused: DestinationState = {
  kind: 'reconnecting',
  attempt: 1,
  nextRetryAtMs: 0,
  failure: { reason: 'refused', step: 'tcp', detail: 'ECONNREFUSED' },
};

/** A host whose only destination becomes `state` at once; it keeps what it was asked. */
function fakeHost(state: DestinationState) {
  const calls: string[] = [];
  const keys: (string | undefined)[] = [];
  const statusChanged = new Emitter<BroadcastStatus>();
  const sampled = new Emitter<HealthSample>();
  let status: BroadcastStatus = {
    broadcast: { kind: 'idle' },
    recording: { kind: 'idle' },
    destinations: [],
    producer: true,
  };
  const become = (changes: Partial<BroadcastStatus>): void => {
    status = { ...status, ...changes };
    statusChanged.emit(status);
  };
  const note = (name: string) => () => {
    calls.push(name);
    return Promise.resolve();
  };
  const revision = () => Promise.resolve({ revision: 1 });
  const host: HeadlessHost = {
    broadcast: {
      getStatus: () => Promise.resolve(status),
      goLive: () => {
        calls.push('goLive');
        become({
          broadcast: { kind: 'live', sinceMs: 0 },
          destinations: [{ id: 'to-1', state }],
        });
        return Promise.resolve();
      },
      stop: note('stop'),
      retryDestination: note('retry'),
      startRecording: ({ file = '' }) => {
        calls.push('startRecording');
        become({ recording: { kind: 'recording', file, sinceMs: 0 } });
        return Promise.resolve({ file });
      },
      stopRecording: () => {
        calls.push('stopRecording');
        return Promise.resolve({ file: '', bytes: 0, durationMs: 0 });
      },
      onDidChangeStatus: statusChanged.event,
      onDidSample: (listener) => {
        const subscription = sampled.event(listener);
        queueMicrotask(() => {
          for (const atMs of [1000, 2000]) sampled.emit(sample(atMs, status));
        });
        return subscription;
      },
    },
    collection: {
      get: () => Promise.reject(new Error('not asked for')),
      apply: revision,
      undo: revision,
      redo: revision,
      listVersions: () => Promise.resolve([]),
      restoreVersion: revision,
      getNotices: () => Promise.resolve([]),
      onDidChange: new Emitter<never>().event,
    },
    settings: {
      get: () => Promise.resolve(settingsSchema.parse({})),
      setOutput: note('setOutput'),
      setRecording: note('setRecording'),
      setMonitorDevice: note('setMonitorDevice'),
      saveDestination: ({ streamKey }) => {
        keys.push(streamKey);
        return Promise.resolve();
      },
      removeDestination: note('removeDestination'),
      getVault: () => Promise.resolve({ kind: 'memory', notice: null }),
      onDidChange: new Emitter<never>().event,
    },
    listDevices: () => Promise.resolve([]),
    listEncoders: () => Promise.resolve([]),
    newStudioUrl: () => '',
    close: note('close'),
  };
  return { host, calls, keys, become };
}

function sample(atMs: number, { recording, destinations }: BroadcastStatus): HealthSample {
  return {
    atMs,
    compositor: compositorSample(),
    destinations: destinations.map(({ id, state }) => destinationSample({ id, state })),
    recording: { state: recording, bytesWritten: 0 },
    cpuCores: 0,
    memoryMb: 0,
  };
}

function run(raw: LiveArguments, fake: ReturnType<typeof fakeHost>, stop = new AbortController()) {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const ended = live(raw, {
    terminal: { write, writeError: write, isTty: false, columns: 80 },
    clock: systemClock,
    keys: { environment: {}, readFile: () => '' },
    stop: stop.signal,
    startHost: () => Promise.resolve(fake.host),
    startOrigin: () =>
      Promise.resolve({
        rtmpUrl: 'rtmp://127.0.0.1:1/live',
        watchUrl: 'http://127.0.0.1:2/',
        close: () => {
          fake.calls.push('close origin');
          return Promise.resolve();
        },
      }),
    newStreamKey: () => 'new-key-12345',
  });
  return { ended, text: () => text };
}

describe('live', () => {
  it('shows the demo on its own channel where nothing is said, and closes in order', async () => {
    const fake = fakeHost({ kind: 'live', sinceMs: 0 });
    const report = join(folder, 'report.json');
    const { ended, text } = run({ for: '50ms', report }, fake);
    expect(await ended).toBe(0);
    expect(text()).toContain('Watch: http://127.0.0.1:2/');
    expect(text()).toContain('Live: "Demo", scene "Welcome"');
    expect(text()).not.toContain('new-key-12345');
    expect(fake.keys).toEqual(['new-key-12345']);
    expect(fake.calls).toEqual(['setOutput', 'goLive', 'stop', 'close', 'close origin']);
    const written: unknown = JSON.parse(await readFile(report, 'utf8'));
    expect(sessionReportSchema.parse(written).summary.destinations).toHaveLength(1);
  });

  it('says at once that no destination took the stream', async () => {
    const fake = fakeHost(refused);
    const { ended } = run({ to: [{ url: 'rtmp://host/app/key' }] }, fake);
    const error = await ended.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ exitCode: 3 });
    expect((error as Error).message).toContain('The server does not accept connections');
    expect(fake.calls).toContain('close');
  });

  it('blames the input where the host refuses a setting', async () => {
    const fake = fakeHost(refused);
    const host: HeadlessHost = {
      ...fake.host,
      settings: {
        ...fake.host.settings,
        setOutput: () => Promise.reject(RpcError.invalid('too large', 'width')),
      },
    };
    const { ended } = run({ to: [{ url: 'rtmp://host/app/key' }] }, { ...fake, host });
    await expect(ended).rejects.toMatchObject({ exitCode: 2, message: 'too large (width)' });
  });

  it('ends with a failure when its last destination has failed for good', async () => {
    const fake = fakeHost({ kind: 'live', sinceMs: 0 });
    const { ended, text } = run({ to: [{ url: 'rtmp://host/app/key' }] }, fake);
    setTimeout(() => {
      const failed: DestinationState = { kind: 'failed', failure: refused.failure };
      fake.become({ destinations: [{ id: 'to-1', state: failed }] });
    }, 50);
    await expect(ended).rejects.toMatchObject({ exitCode: 4 });
    expect(text()).toContain('Ended after');
    expect(fake.calls.slice(-2)).toEqual(['stop', 'close']);
  });

  it('records alone until it is stopped', async () => {
    const fake = fakeHost(refused);
    const stop = new AbortController();
    const { ended } = run({ record: join(folder, 'film.mkv') }, fake, stop);
    setTimeout(() => {
      stop.abort();
    }, 50);
    expect(await ended).toBe(0);
    expect(fake.calls).toEqual([
      ...['setOutput', 'setRecording', 'startRecording', 'stopRecording', 'close'],
    ]);
  });
});
