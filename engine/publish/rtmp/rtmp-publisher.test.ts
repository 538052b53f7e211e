import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Secret } from '#shared/lib/secret.ts';
import type { DestinationState } from '#shared/model/broadcast.ts';
import type { ProgramFormat } from '#shared/model/packet.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { FakePacketSubscription } from '#test/support/rtmp-fake-subscription.ts';
import { RtmpPublisher } from './rtmp-publisher.ts';

const format: ProgramFormat = {
  video: {
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1920,
    height: 1080,
    fps: 30,
    bitrateKbps: 6000,
    description: new Uint8Array(8),
  },
  audio: {
    codec: 'aac',
    sampleRate: 48_000,
    channels: 2,
    bitrateKbps: 160,
    description: new Uint8Array(2),
  },
};

interface Bench {
  readonly clock: FakeClock;
  readonly publisher: RtmpPublisher;
  readonly states: DestinationState[];
  /** Sockets that never connect by themselves, one an attempt. */
  readonly sockets: Socket[];
}

function bench(programFormat: ProgramFormat | null = format): Bench {
  const clock = new FakeClock();
  const sockets: Socket[] = [];
  const states: DestinationState[] = [];
  const publisher = new RtmpPublisher({
    id: 'one',
    url: 'rtmp://192.0.2.1/app',
    streamKey: new Secret('canary-key'),
    packets: new FakePacketSubscription(programFormat),
    clock,
    random: () => 0,
    connectSocket: () => {
      const socket = new Socket();
      sockets.push(socket);
      return socket;
    },
  });
  publisher.onDidChangeState((state) => states.push(state));
  return { clock, publisher, states, sockets };
}

describe('RtmpPublisher', () => {
  it('gives TCP five seconds, then tries again with back-off, for as long as it runs', async () => {
    const { clock, publisher, states, sockets } = bench();
    const startMs = clock.wallMs();
    publisher.start();
    publisher.start();
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await clock.advance(5000);
      const { state } = publisher;
      if (state.kind !== 'reconnecting') throw new Error(state.kind);
      await clock.advance(state.nextRetryAtMs - clock.wallMs());
    }
    expect(sockets).toHaveLength(13);
    const retries = states.filter((state) => state.kind === 'reconnecting');
    expect(retries.map((state) => state.attempt).slice(0, 3)).toEqual([1, 2, 3]);
    expect(retries[0]).toEqual({
      kind: 'reconnecting',
      attempt: 1,
      nextRetryAtMs: startMs + 5500,
      failure: { reason: 'unreachable', step: 'tcp', detail: 'no answer for 5 s' },
    });
    expect(retries[1]).toMatchObject({ nextRetryAtMs: startMs + 5500 + 5000 + 800 });
    await publisher.close();
    expect(sockets.every((socket) => socket.destroyed)).toBe(true);
  });

  it('retries at once when told to', async () => {
    const { clock, publisher, sockets } = bench();
    publisher.start();
    await clock.advance(5000);
    publisher.retry();
    expect(sockets).toHaveLength(2);
    expect(publisher.state).toEqual({ kind: 'connecting', step: 'tcp' });
    publisher.retry();
    expect(sockets).toHaveLength(2);
    await publisher.close();
    await clock.advance(60_000);
    expect(sockets).toHaveLength(2);
  });

  it('does not connect for a codec that RTMP cannot carry, and names it', async () => {
    const hevc = { ...format, video: { ...format.video, codec: 'hevc' as const } };
    const { publisher, sockets } = bench(hevc);
    publisher.start();
    expect(publisher.state).toMatchObject({
      kind: 'failed',
      failure: { reason: 'unsupported-codec', detail: expect.stringContaining('hevc') as string },
    });
    expect(sockets).toHaveLength(0);
    await publisher.close();
  });

  it('keeps its key to itself', async () => {
    const { publisher, states } = bench();
    publisher.start();
    expect(JSON.stringify([publisher, publisher.sample(), states])).not.toContain('canary');
    await publisher.close();
    expect(publisher.state).toEqual({ kind: 'idle' });
  });
});
