import { once } from 'node:events';
import { Socket, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Emitter, once as nextOf } from '#shared/lib/emitter.ts';
import { Secret } from '#shared/lib/secret.ts';
import type { DestinationFailure, DestinationState } from '#shared/model/broadcast.ts';
import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';
import { defaultRtmpTimeouts } from '#engine/publish/rtmp/rtmp-connection.ts';
import type { RtmpPublisherOptions } from '#engine/publish/rtmp/rtmp-publisher.ts';
import { RtmpPublisher } from '#engine/publish/rtmp/rtmp-publisher.ts';
import type { BadRtmpServer, BadStep, Misbehaviour } from '#test/support/bad-rtmp-server.ts';
import { startBadRtmpServer } from '#test/support/bad-rtmp-server.ts';
import { FakePacketSubscription } from '#test/support/rtmp-fake-subscription.ts';
import { freePort } from '#test/support/rtmp-peer-servers.ts';

const canary = 'canary-Zk81-do-not-tell?sign=canary-signature';
/** A tenth of the real ones, and shorter. */
const timeouts = {
  ...defaultRtmpTimeouts,
  tcpMs: 400,
  tlsMs: 400,
  handshakeMs: 400,
  commandMs: 400,
  stallMs: 600,
};
const format: ProgramFormat = {
  video: {
    codec: 'h264',
    codecString: 'avc1.42c00d',
    width: 320,
    height: 180,
    fps: 30,
    bitrateKbps: 500,
    description: Uint8Array.of(1, 66, 0, 13),
  },
  audio: {
    codec: 'aac',
    sampleRate: 48_000,
    channels: 2,
    bitrateKbps: 96,
    description: Uint8Array.of(0x11, 0x90),
  },
};

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of opened.splice(0).reverse()) await item.close();
});

interface Run {
  readonly publisher: RtmpPublisher;
  readonly packets: FakePacketSubscription;
  readonly states: readonly DestinationState[];
  readonly stateOf: <K extends DestinationState['kind']>(
    kind: K,
  ) => Promise<Extract<DestinationState, { kind: K }>>;
}

function publish(url: string, options: Partial<RtmpPublisherOptions> = {}): Run {
  const packets = new FakePacketSubscription(format);
  const publisher = new RtmpPublisher({
    id: 'destination',
    url,
    streamKey: new Secret(canary),
    packets,
    timeouts,
    backoff: { initialMs: 60_000, factor: 1, capMs: 60_000, jitter: 0 },
    ...options,
  });
  const states: DestinationState[] = [];
  const changed = new Emitter<DestinationState>();
  publisher.onDidChangeState((state) => {
    states.push(state);
    changed.emit(state);
  });
  opened.push(publisher);
  publisher.start();
  return {
    publisher,
    packets,
    states,
    stateOf: async (kind) => {
      const known = states.find((state) => state.kind === kind);
      return (known ?? (await nextOf(changed.event, (state) => state.kind === kind))) as never;
    },
  };
}

async function badServer(
  at: BadStep,
  misbehaviour: Misbehaviour,
  times?: number,
): Promise<BadRtmpServer> {
  const server = await startBadRtmpServer(at, misbehaviour, times);
  opened.push(server);
  return server;
}

async function plainServer(serve: (socket: Socket) => unknown): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push({
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function video(index: number, bytes = 1000): MediaPacket {
  return {
    kind: 'video',
    rendition: 0,
    isKey: true,
    timestampUs: 1_700_000_000_000_000 + index * 33_333,
    durationUs: 33_333,
    data: new Uint8Array(bytes),
  };
}

/** More than is held back for sound to come. */
function pushVideo(run: Run): void {
  for (let index = 0; index < 10; index += 1) run.packets.push(video(index));
}

/** Fails unless the run shows the failure, keeps the key to itself, and leaves no socket. */
async function expectFailure(
  run: Run,
  kind: 'reconnecting' | 'failed',
  reason: DestinationFailure['reason'],
  step: string,
): Promise<DestinationFailure> {
  const { failure } = await run.stateOf(kind);
  expect({ reason: failure.reason, step: failure.step }).toEqual({ reason, step });
  const shown = JSON.stringify([run.states, run.publisher.sample(), run.publisher]);
  expect(shown).not.toMatch(/canary/);
  return failure;
}

async function expectNoSockets(server: BadRtmpServer): Promise<void> {
  await expect.poll(() => server.openSockets).toBe(0);
}

const url = (server: { readonly port: number }): string => `rtmp://127.0.0.1:${server.port}/live`;

describe('a server that hangs', () => {
  const cases: readonly [BadStep, DestinationFailure['reason']][] = [
    ['C0C1', 'handshake-timeout'],
    ['C2', 'handshake-timeout'],
    ['connect', 'connect-timeout'],
    ['createStream', 'publish-timeout'],
    ['publish', 'publish-timeout'],
  ];
  it.each(cases)('at %s: %s', async (step, reason) => {
    const server = await badServer(step, { kind: 'hang' });
    const run = publish(url(server));
    const failure = await expectFailure(run, 'reconnecting', reason, step);
    expect(failure.detail).toBe('no answer for 0.4 s');
    await expectNoSockets(server);
  });

  it('before TCP is up: unreachable', async () => {
    const never = new Socket();
    const run = publish('rtmp://192.0.2.1/live', { connectSocket: () => never });
    await expectFailure(run, 'reconnecting', 'unreachable', 'tcp');
    expect(never.destroyed).toBe(true);
  });

  it('before TLS is up: tls-failed', async () => {
    const port = await plainServer(() => undefined);
    const run = publish(`rtmps://127.0.0.1:${port}/live`);
    await expectFailure(run, 'reconnecting', 'tls-failed', 'tls');
  });

  it('with its window shut while media waits: stalled', async () => {
    const server = await badServer('live', { kind: 'stop-reading' });
    const run = publish(url(server));
    await run.stateOf('live');
    for (let index = 0; index < 40; index += 1) run.packets.push(video(index, 1024 * 1024));
    await expectFailure(run, 'reconnecting', 'stalled', 'live');
    expect(run.publisher.sample().queueMs).toBeGreaterThan(100);
  });
});

describe('a server that goes away', () => {
  it('refuses: refused', async () => {
    const run = publish(url({ port: await freePort() }));
    const failure = await expectFailure(run, 'reconnecting', 'refused', 'tcp');
    expect(failure.detail).toContain('ECONNREFUSED');
  });

  it('has no name: dns-failed', async () => {
    const run = publish('rtmp://no-such-host.invalid/live', {
      timeouts: { ...timeouts, tcpMs: 20_000 },
    });
    await expectFailure(run, 'reconnecting', 'dns-failed', 'dns');
  });

  const steps: readonly BadStep[] = ['C0C1', 'C2', 'connect', 'createStream', 'publish'];
  it.each(steps)('closes at %s: closed-by-server', async (step) => {
    const server = await badServer(step, { kind: 'close' });
    const run = publish(url(server));
    await expectFailure(run, 'reconnecting', 'closed-by-server', step);
    await expectNoSockets(server);
  });

  it.each(steps)('resets at %s: connection-lost', async (step) => {
    const server = await badServer(step, { kind: 'reset' });
    await expectFailure(publish(url(server)), 'reconnecting', 'connection-lost', step);
  });

  it('closes while live: closed-by-server', async () => {
    const server = await badServer('live', { kind: 'close' });
    const run = publish(url(server));
    pushVideo(run);
    await expectFailure(run, 'reconnecting', 'closed-by-server', 'live');
  });
});

describe('a server that talks nonsense', () => {
  const steps: readonly BadStep[] = ['C0C1', 'connect', 'createStream', 'publish'];
  it.each(steps)('at %s: protocol-error', async (step) => {
    const server = await badServer(step, { kind: 'garbage' });
    const run = publish(url(server));
    await expectFailure(run, 'reconnecting', 'protocol-error', step);
    await expectNoSockets(server);
  });

  it('is a web server: protocol-error', async () => {
    const port = await plainServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const run = publish(url({ port }));
    await expectFailure(run, 'reconnecting', 'protocol-error', 'C0C1');
  });

  it('does not speak TLS: tls-failed', async () => {
    const port = await plainServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const run = publish(`rtmps://127.0.0.1:${port}/live`);
    await expectFailure(run, 'reconnecting', 'tls-failed', 'tls');
  });
});

describe('a server that says no', () => {
  const cases: readonly [BadStep, string, string, DestinationFailure['reason']][] = [
    ['connect', 'NetConnection.Connect.InvalidApp', 'no such thing', 'connect-rejected'],
    ['connect', 'NetConnection.Connect.Rejected', 'code=403 need auth', 'auth-failed'],
    ['createStream', 'NetConnection.Call.Failed', '', 'publish-rejected'],
    ['publish', 'NetStream.Publish.BadName', `${canary} is taken`, 'publish-rejected'],
    ['publish', 'NetStream.Publish.BadName', 'canary-signature is wrong', 'publish-rejected'],
    ['publish', 'NetStream.Publish.Unauthorized', `key ${canary}`, 'auth-failed'],
    ['live', 'NetStream.Publish.Denied', 'token is no more', 'auth-failed'],
  ];
  it.each(cases)('at %s with %s: %s', async (step, code, description, reason) => {
    const server = await badServer(step, { kind: 'reject', code, description });
    const run = publish(url(server));
    pushVideo(run);
    const failure = await expectFailure(run, 'failed', reason, step);
    expect(failure.detail).toContain(code);
    await expectNoSockets(server);
    expect(server.connections).toBe(1);
  });

  it('only because it still holds the lost connection: is asked again', async () => {
    const server = await startBadRtmpServer('live', { kind: 'close' }, 1);
    opened.push(server);
    const backoff = { initialMs: 20, factor: 1, capMs: 20, jitter: 0 };
    const run = publish(url(server), { backoff });
    pushVideo(run);
    await run.stateOf('reconnecting');
    await expect.poll(() => run.publisher.state.kind).toBe('live');
    expect(run.publisher.sample().reconnects).toBe(1);
  });
});

describe('closing', () => {
  it('says goodbye and leaves nothing', async () => {
    const server = await badServer('live', { kind: 'hang' }, 0);
    const run = publish(url(server));
    await run.stateOf('live');
    pushVideo(run);
    await run.publisher.close();
    await run.publisher.close();
    expect(server.commands.slice(-2)).toEqual(['FCUnpublish', 'deleteStream']);
    expect(run.packets.isClosed).toBe(true);
    expect(run.publisher.state.kind).toBe('idle');
    await expectNoSockets(server);
  });

  it('does not wait for a server that hangs', async () => {
    const server = await badServer('connect', { kind: 'hang' });
    const run = publish(url(server));
    await expect.poll(() => run.publisher.state).toEqual({ kind: 'connecting', step: 'connect' });
    await run.publisher.close();
    await expectNoSockets(server);
  });

  it('is over in a second when the server reads nothing', async () => {
    const server = await badServer('live', { kind: 'stop-reading' });
    const run = publish(url(server));
    await run.stateOf('live');
    for (let index = 0; index < 40; index += 1) run.packets.push(video(index, 1024 * 1024));
    await sleep(100);
    const beganMs = performance.now();
    await run.publisher.close();
    expect(performance.now() - beganMs).toBeLessThan(3000);
  });
});

describe('an address that cannot be', () => {
  const cases = [
    ['rtmp://host', /application/],
    ['rtmp://host/', /application/],
    ['http://host/app', /rtmp:/],
    ['rtmp:///app', /host/],
    ['rtmp://host:99999/app', /port/],
    ['rtmp://user:canary@host/app', /user name/],
    ['canary', /rtmp:/],
  ] as const;
  it.each(cases)('%s: bad-url without connecting', async (address, words) => {
    const connectSocket = (): never => {
      throw new Error('connected');
    };
    const failure = await expectFailure(
      publish(address, { connectSocket }),
      'failed',
      'bad-url',
      'url',
    );
    expect(failure.detail).toMatch(words);
  });
});

it('the bad server is a good one up to where it misbehaves', async () => {
  const server = await badServer('live', { kind: 'hang' }, 0);
  const run = publish(url(server));
  await run.stateOf('live');
  expect(server.commands).toEqual([
    'connect',
    'releaseStream',
    'FCPublish',
    'createStream',
    'publish',
  ]);
});
