import { describe, expect, it } from 'vitest';
import { Emitter } from '#shared/lib/emitter.ts';
import { outputSettingsSchema } from '#shared/model/settings.ts';
import { FakeClock, settle } from '#test/support/fake-clock.ts';
import type { FromCompositor, ToCompositor } from '../compositor/messages.ts';
import { Encoding } from './encoding.ts';

const output = outputSettingsSchema.parse({});
const started = {
  kind: 'encoding-started',
  codecString: 'avc1.640028',
  acceleration: 'software',
} as const;

function setUp() {
  const clock = new FakeClock();
  const received = new Emitter<FromCompositor>();
  const posted: ToCompositor['kind'][] = [];
  const encoding = new Encoding({
    post: ({ kind }) => posted.push(kind),
    onDidReceive: received.event,
    clock,
  });
  const failures: string[] = [];
  encoding.onDidFail(({ detail }) => failures.push(detail));
  return { clock, received, posted, encoding, failures };
}
const never = new AbortController().signal;

describe('Encoding', () => {
  it('resolves when the worker says that it encodes', async () => {
    const { encoding, received } = setUp();
    const start = encoding.start(output, never);
    received.emit(started);
    await expect(start).resolves.toEqual({
      codecString: 'avc1.640028',
      acceleration: 'software',
    });
    await expect(encoding.start(output, never)).rejects.toMatchObject({ reason: 'conflict' });
  });

  it('rejects with what the worker said, and can be started again', async () => {
    const { encoding, received, posted, failures } = setUp();
    const start = encoding.start(output, never);
    received.emit({ kind: 'encoding-failed', detail: 'no encoder for 8K' });
    await expect(start).rejects.toMatchObject({
      reason: 'unavailable',
      message: 'The encoder did not start: no encoder for 8K',
    });
    expect(failures).toEqual([]);
    const again = encoding.start(output, never);
    received.emit(started);
    await again;
    expect(posted).toEqual(['start-encoding', 'stop-encoding', 'start-encoding']);
  });

  it('does not wait for ever, nor after the caller left', async () => {
    const { encoding, clock } = setUp();
    const start = encoding.start(output, never);
    const failed = expect(start).rejects.toMatchObject({ reason: 'timeout' });
    await settle();
    await clock.advance(20_000);
    await failed;
    const caller = new AbortController();
    const second = encoding.start(output, caller.signal);
    caller.abort();
    await expect(second).rejects.toMatchObject({ reason: 'cancelled' });
  });

  it('says when a running encoder could not be kept alive', async () => {
    const { encoding, received, failures } = setUp();
    const start = encoding.start(output, never);
    received.emit(started);
    await start;
    received.emit({ kind: 'encoding-failed', detail: 'device lost' });
    expect(failures).toEqual(['device lost']);
    expect(encoding.isOn).toBe(false);
  });

  it('tells a new worker to go on, with the bitrate that was set', async () => {
    const { encoding, received, posted } = setUp();
    encoding.resume();
    const start = encoding.start(output, never);
    received.emit(started);
    await start;
    encoding.setVideoBitrate(2500);
    encoding.resume();
    encoding.stop();
    encoding.resume();
    expect(posted).toEqual([
      'start-encoding',
      'set-video-bitrate',
      'start-encoding',
      'set-video-bitrate',
      'stop-encoding',
    ]);
  });

  it('answers probes and grabs', async () => {
    const { encoding, received } = setUp();
    const probe = encoding.probe(never);
    received.emit({ kind: 'encoders', encoders: [] });
    await expect(probe).resolves.toEqual([]);
    const grab = encoding.grab();
    const png = new Blob(['x']);
    received.emit({ kind: 'grabbed', png });
    await expect(grab).resolves.toBe(png);
  });
});
