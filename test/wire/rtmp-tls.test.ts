import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#shared/lib/secret.ts';
import { createConnectSocket } from '#engine/publish/rtmp/connect-socket.ts';
import { RtmpPublisher } from '#engine/publish/rtmp/rtmp-publisher.ts';
import type { LocalOrigin } from '#origin/local-origin.ts';
import { startLocalOrigin } from '#origin/local-origin.ts';
import { peer } from '#test/support/peers.ts';
import { FakePacketSubscription } from '#test/support/rtmp-fake-subscription.ts';
import type { Program } from '#test/support/rtmp-media.ts';
import { makeProgram, playProgram } from '#test/support/rtmp-media.ts';
import type { TlsIdentity } from '#test/support/rtmp-tls.ts';
import { makeTlsIdentity, startTlsFront } from '#test/support/rtmp-tls.ts';

const canRun = [peer('openssl'), peer('ffmpeg')].every((path) => path !== null);
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of opened.splice(0).reverse()) await item.close();
});

describe.skipIf(!canRun)('RTMPS', () => {
  let identity: TlsIdentity;
  let program: Program;
  beforeAll(() => {
    identity = makeTlsIdentity();
    program = makeProgram(2);
  });

  async function start(): Promise<{ readonly origin: LocalOrigin; readonly port: number }> {
    const origin = await startLocalOrigin({ streamKey: new Secret('tls-key') });
    opened.push(origin);
    const front = await startTlsFront(identity, Number(new URL(origin.rtmpUrl).port));
    opened.push(front);
    return { origin, port: front.port };
  }

  function publisher(
    url: string,
    extraAuthorities: readonly string[],
  ): { readonly publisher: RtmpPublisher; readonly packets: FakePacketSubscription } {
    const packets = new FakePacketSubscription(program.format);
    const one = new RtmpPublisher({
      id: 'tls',
      url,
      streamKey: new Secret('tls-key'),
      packets,
      connectSocket: createConnectSocket({ extraAuthorities }),
    });
    opened.push(one);
    one.start();
    return { publisher: one, packets };
  }

  it.each(['localhost', '127.0.0.1'])(
    'goes live at %s, by an authority it trusts',
    async (host) => {
      const { origin, port } = await start();
      const run = publisher(`rtmps://${host}:${port}/live`, [identity.authority]);
      await expect.poll(() => run.publisher.state.kind).toBe('live');
      await playProgram(program.packets, run.packets, 4);
      await expect
        .poll(() => origin.stats().streams)
        .toEqual([{ name: 'live', videoFrames: program.videoFrames }]);
      await run.publisher.close();
      expect(run.publisher.sample().framesSent).toBe(program.videoFrames);
    },
  );

  it('fails for good where nobody vouches for the server', async () => {
    const { port } = await start();
    const run = publisher(`rtmps://localhost:${port}/live`, []);
    await expect.poll(() => run.publisher.state.kind).toBe('failed');
    expect(run.publisher.state).toMatchObject({ failure: { reason: 'tls-failed', step: 'tls' } });
  });
});
