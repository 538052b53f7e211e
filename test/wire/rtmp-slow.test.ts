import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '#shared/lib/clock.ts';
import { Secret } from '#shared/lib/secret.ts';
import type { ProgramFormat, VideoPacket } from '#shared/model/packet.ts';
import type { FlvTag } from '#shared/protocol/flv.ts';
import { RtmpServerSession } from '#shared/protocol/rtmp-server-session.ts';
import { PacketHub } from '#engine/hub/packet-hub.ts';
import { RtmpPublisher } from '#engine/publish/rtmp/rtmp-publisher.ts';

const fps = 30;
const gopFrames = 15;
const frameBytes = 100_000;
const frames = 180;
const limitMs = 1000;

const format: ProgramFormat = {
  video: {
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1920,
    height: 1080,
    fps,
    bitrateKbps: 24_000,
    description: Uint8Array.of(1, 100, 0, 40),
  },
  audio: {
    codec: 'aac',
    sampleRate: 48_000,
    channels: 2,
    bitrateKbps: 160,
    description: Uint8Array.of(0x11, 0x90),
  },
};

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of opened.splice(0).reverse()) await item.close();
});

/** A server that waits `restMs` after each read; its frames' numbers come in `received`. */
async function startServer(
  restMs: number,
): Promise<{ readonly url: string; readonly received: number[] }> {
  const received: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const session = new RtmpServerSession({
      random: randomBytes,
      decide: () => ({ kind: 'accept' }),
    });
    socket.on('data', (bytes) => {
      const output = session.receive(bytes);
      socket.write(output.bytes);
      for (const event of output.events) {
        if (event.kind === 'tag') received.push(...numberOf(event.tag));
      }
      if (restMs === 0) return;
      socket.pause();
      setTimeout(() => socket.resume(), restMs);
    });
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
  return { url: `rtmp://127.0.0.1:${address.port}/live`, received };
}

function numberOf(tag: FlvTag): number[] {
  const isFrame = tag.type === 'video' && tag.body[1] === 1;
  return isFrame ? [(tag.body[5] ?? 0) * 256 + (tag.body[6] ?? 0)] : [];
}

function frame(number: number): VideoPacket {
  const data = new Uint8Array(frameBytes);
  data.set([number >> 8, number & 0xff]);
  return {
    kind: 'video',
    rendition: 0,
    isKey: number % gopFrames === 0,
    timestampUs: Math.round((number * 1e6) / fps),
    durationUs: Math.round(1e6 / fps),
    data,
  };
}

it('a slow server loses whole groups of its own pictures, and nobody else’s', async () => {
  const slow = await startServer(60);
  const fast = await startServer(0);
  const hub = new PacketHub({ clock: systemClock });
  opened.push(hub);
  hub.setFormat(format);
  const publishers = [slow, fast].map(({ url }, index) => {
    const packets = hub.subscribe({ limitMs });
    const streamKey = new Secret('key');
    const publisher = new RtmpPublisher({ id: String(index), url, streamKey, packets });
    opened.push(publisher);
    publisher.start();
    return publisher;
  });
  await expect.poll(() => publishers.map(({ state }) => state.kind)).toEqual(['live', 'live']);

  const startMs = performance.now();
  let longestQueueMs = 0;
  for (let number = 0; number < frames; number += 1) {
    await sleep(Math.max(1, (number * 1000) / fps - (performance.now() - startMs)));
    hub.publish(frame(number));
    longestQueueMs = Math.max(longestQueueMs, publishers[0]?.sample().queueMs ?? 0);
  }
  const [slowSample, fastSample] = publishers.map((publisher) => publisher.sample());
  expect(fastSample?.framesDropped).toBe(0);
  expect(slowSample?.framesDropped).toBeGreaterThan(0);
  expect(slowSample?.state.kind).toBe('live');
  // The limit, a gap of one group in the queue and one in the socket, and what waits for sound.
  expect(longestQueueMs).toBeGreaterThan(limitMs / 2);
  expect(longestQueueMs).toBeLessThan(limitMs + (2 * gopFrames * 1000) / fps + 500);

  await expect.poll(() => fast.received.length).toBeGreaterThan(frames - 10);
  for (const received of [fast.received, slow.received]) {
    received.forEach((number, index) => {
      const isNext = index > 0 && number === (received[index - 1] ?? 0) + 1;
      expect(isNext || number % gopFrames === 0).toBe(true);
    });
  }
  expect(slow.received.length).toBeGreaterThan(gopFrames);
});
