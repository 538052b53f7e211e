import { describe, expect, it } from 'vitest';
import { sourceSchema } from '#shared/model/source.ts';
import { FakeClock, settle } from '#test/support/fake-clock.ts';
import { isDeviceSource, type DeviceSource } from './capture.ts';
import { CaptureError } from './capture-error.ts';
import { DeviceCaptures } from './device-captures.ts';
import type { CapturedTrack } from './device-capture.ts';

class FakeTrack implements CapturedTrack {
  readonly #listeners: (() => void)[] = [];
  isStopped = false;
  stop(): void {
    this.isStopped = true;
  }
  addEventListener(_type: 'ended', listener: () => void): void {
    this.#listeners.push(listener);
  }
  end(): void {
    for (const listener of this.#listeners) listener();
  }
}

function source(fields: Record<string, unknown>): DeviceSource {
  const parsed = sourceSchema.parse({ id: 'one', name: 'One', ...fields });
  if (!isDeviceSource(parsed)) throw new Error('not a device');
  return parsed;
}
const camera = source({ kind: 'camera' });

function setUp({ needsClick = false } = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const tracks: FakeTrack[] = [];
  const failures: CaptureError[] = [];
  const captures = new DeviceCaptures<FakeTrack>({
    open: async () => {
      await Promise.resolve();
      const failure = failures.shift();
      if (failure) throw failure;
      const track = new FakeTrack();
      tracks.push(track);
      return track;
    },
    onDidOpen: ({ id }) => log.push(`open ${id}`),
    onDidChangeTrouble: (_, trouble) => log.push(trouble?.kind ?? 'fine'),
    needsClick: () => needsClick,
    clock,
  });
  return { clock, log, tracks, failures, captures };
}

describe('DeviceCaptures', () => {
  it('takes a device when its source comes, and lets it go when that goes', async () => {
    const { captures, tracks, log } = setUp();
    captures.setSources([camera]);
    await settle();
    captures.setSources([{ ...camera, name: 'Renamed' }]);
    await settle();
    expect(log).toEqual(['fine', 'open one']);
    captures.setSources([]);
    expect(tracks.map(({ isStopped }) => isStopped)).toEqual([true]);
  });

  it('takes another device when the source names another', async () => {
    const { captures, tracks } = setUp();
    captures.setSources([camera]);
    await settle();
    captures.setSources([source({ kind: 'camera', deviceId: 'other' })]);
    await settle();
    expect(tracks.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  });

  it('gets a lost device back by itself, with longer waits', async () => {
    const { captures, tracks, failures, log, clock } = setUp();
    captures.setSources([camera]);
    await settle();
    failures.push(new CaptureError('missing', ''), new CaptureError('busy', ''));
    tracks[0]?.end();
    expect(log).toEqual(['fine', 'open one', 'lost']);
    await clock.advance(500);
    await clock.advance(800);
    expect(log.slice(3)).toEqual(['lost', 'lost']);
    await clock.advance(1279);
    expect(tracks).toHaveLength(1);
    await clock.advance(1);
    expect(log.slice(5)).toEqual(['fine', 'open one']);
    captures.close();
  });

  it('tries at once when devices change', async () => {
    const { captures, failures, log } = setUp();
    failures.push(new CaptureError('missing', ''));
    captures.setSources([camera]);
    await settle();
    captures.retryAll();
    await settle();
    expect(log).toEqual(['lost', 'fine', 'open one']);
    captures.close();
  });

  it('does not ask a person again by itself', async () => {
    const { captures, failures, log, clock } = setUp();
    failures.push(CaptureError.from(new DOMException('no', 'NotAllowedError')));
    captures.setSources([source({ kind: 'display' })]);
    await settle();
    captures.retryAll();
    await clock.advance(60_000);
    expect(log).toEqual(['needs-click']);
    captures.retry('one');
    await settle();
    expect(log).toEqual(['needs-click', 'fine', 'open one']);
    captures.close();
  });

  it('waits for a click where the person ended the sharing', async () => {
    const { captures, tracks, log, clock } = setUp({ needsClick: true });
    captures.setSources([source({ kind: 'window' })]);
    await settle();
    tracks[0]?.end();
    await clock.advance(60_000);
    expect(log).toEqual(['fine', 'open one', 'needs-click']);
    captures.close();
  });

  it('stops a track that came when it was not wanted any more', async () => {
    const { captures, tracks, log } = setUp();
    captures.setSources([camera]);
    captures.setSources([]);
    await settle();
    expect(tracks.map(({ isStopped }) => isStopped)).toEqual([true]);
    expect(log).toEqual([]);
  });
});

it.each([
  ['NotAllowedError', 'denied', 'needs-click'],
  ['InvalidStateError', 'needs-click', 'needs-click'],
  ['NotFoundError', 'missing', 'lost'],
  ['NotReadableError', 'busy', 'lost'],
  ['OverconstrainedError', 'missing', 'lost'],
  ['TypeError', 'failed', 'failed'],
])('reads %s as %s', (name, reason, kind) => {
  const error = CaptureError.from(Object.assign(new Error('what it said'), { name }));
  expect(error.reason).toBe(reason);
  expect(error.toTrouble('Cam').kind).toBe(kind);
  expect(error.toTrouble('Cam').text).toContain('Cam: ');
});
