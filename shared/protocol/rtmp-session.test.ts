import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../lib/secret.ts';
import { decodeAmf0, encodeAmf0 } from './amf0.ts';
import { concatBytes } from './bytes.ts';
import type { FlvTag } from './flv.ts';
import { h264CodedFrames } from './flv.ts';
import type { RtmpClientEvent } from './rtmp-client-session.ts';
import { RtmpClientSession } from './rtmp-client-session.ts';
import { RtmpChunkWriter } from './rtmp-chunk-writer.ts';
import { handshakeHello } from './rtmp-handshake.ts';
import type { RtmpMessage } from './rtmp-message.ts';
import {
  RtmpError,
  commandMessage,
  controlMessage,
  rtmpTypes,
  userControlMessage,
} from './rtmp-message.ts';
import type { PublishDecision, RtmpServerEvent } from './rtmp-server-session.ts';
import { RtmpServerSession } from './rtmp-server-session.ts';

const random = (length: number): Uint8Array => new Uint8Array(length).fill(7);
const client = (): RtmpClientSession =>
  new RtmpClientSession({
    app: 'live',
    tcUrl: 'rtmp://host/live',
    streamKey: new Secret('key'),
    random,
  });
const server = (decision: PublishDecision = { kind: 'accept' }): RtmpServerSession =>
  new RtmpServerSession({ random, decide: () => decision });

interface Talk {
  readonly client: RtmpClientSession;
  readonly server: RtmpServerSession;
  readonly clientEvents: RtmpClientEvent[];
  readonly serverEvents: RtmpServerEvent[];
  /** Client's bytes to the server and on, until both are silent. */
  readonly deliver: (bytes: Uint8Array) => void;
}

/** Both sides in one room, every delivery cut into pieces of `pieceBytes`. */
function talk(decision?: PublishDecision, pieceBytes = 1000): Talk {
  const sides = { client: client(), server: server(decision) };
  const clientEvents: RtmpClientEvent[] = [];
  const serverEvents: RtmpServerEvent[] = [];
  const toServer = (bytes: Uint8Array): void => {
    for (const piece of piecesOf(bytes, pieceBytes)) {
      const output = sides.server.receive(piece);
      serverEvents.push(...output.events);
      toClient(output.bytes);
    }
  };
  const toClient = (bytes: Uint8Array): void => {
    for (const piece of piecesOf(bytes, pieceBytes)) {
      const output = sides.client.receive(piece);
      clientEvents.push(...output.events);
      toServer(output.bytes);
    }
  };
  toServer(sides.client.start());
  return { ...sides, clientEvents, serverEvents, deliver: toServer };
}

function* piecesOf(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

describe('RTMP client and server session', () => {
  it.each([1, 7, 1536, 100_000])('come to live with pieces of %i bytes', (pieceBytes) => {
    const { clientEvents, serverEvents } = talk(undefined, pieceBytes);
    expect(clientEvents.map((event) => event.step)).toEqual([
      'C2',
      'connect',
      'createStream',
      'publish',
      'live',
    ]);
    expect(serverEvents).toEqual([
      { kind: 'publish', request: { app: 'live', streamName: 'key' } },
    ]);
  });

  it('carry media, metadata without its prefix, and the end', () => {
    const { client: sender, serverEvents, deliver } = talk();
    const frame = h264CodedFrames(new Uint8Array(10_000).fill(5), true);
    const metadata = encodeAmf0('onMetaData', { width: 16 });
    deliver(sender.encodeMedia('script', 0, concatBytes([encodeAmf0('@setDataFrame'), metadata])));
    deliver(sender.encodeMedia('video', 2 ** 32 + 5, frame));
    deliver(sender.finish());
    const tags = serverEvents.filter((event) => event.kind === 'tag').map((event) => event.tag);
    expect(tags).toEqual<FlvTag[]>([
      { type: 'script', timestampMs: 0, body: metadata },
      { type: 'video', timestampMs: 5, body: frame },
    ]);
    expect(serverEvents.at(-1)).toEqual({ kind: 'unpublish' });
  });

  it('leave out script data that breaks off', () => {
    const { client: sender, serverEvents, deliver } = talk();
    deliver(
      sender.encodeMedia('script', 0, encodeAmf0('onMetaData', { width: 16 }).subarray(0, 20)),
    );
    expect(serverEvents.filter((event) => event.kind === 'tag')).toEqual([]);
  });

  it('say why a key was refused', () => {
    const code = 'NetStream.Publish.Unauthorized';
    const { clientEvents, serverEvents } = talk({ kind: 'reject', code, description: 'wrong key' });
    expect(clientEvents.at(-1)).toEqual({
      kind: 'rejected',
      step: 'publish',
      code,
      description: 'wrong key',
    });
    expect(serverEvents).toEqual([{ kind: 'refused', code }]);
  });

  it('count what the peer acknowledged over the 32-bit wrap', () => {
    const session = client();
    session.start();
    const writer = new RtmpChunkWriter();
    const hello = handshakeHello(random);
    session.receive(concatBytes([hello, hello.subarray(1)]));
    const acknowledge = (sequence: number): void => {
      const message = controlMessage(rtmpTypes.acknowledgement, sequence);
      for (const chunk of writer.encode(message)) session.receive(chunk);
    };
    expect(session.bytesAcknowledged).toBeNull();
    for (const sequence of [0x40000000, 0x80000000, 0xffffff00, 0x100]) acknowledge(sequence);
    expect(session.bytesAcknowledged).toBe(2 ** 32 + 0x100);
    // A server that starts over is not one that took 4 GiB at once.
    acknowledge(0);
    expect(session.bytesAcknowledged).toBe(2 ** 32 + 0x100);
  });

  it('answer pings and acknowledge the window', () => {
    const session = server();
    const writer = new RtmpChunkWriter();
    const receive = (message: RtmpMessage): number =>
      writer.encode(message).reduce((sum, chunk) => sum + session.receive(chunk).bytes.length, 0);
    const hello = handshakeHello(random);
    session.receive(concatBytes([hello, hello.subarray(1)]));
    expect(receive(userControlMessage(6, 1234))).toBeGreaterThan(0);
    expect(receive(userControlMessage(0, 1))).toBe(0);
    receive(controlMessage(rtmpTypes.windowAcknowledgementSize, 1000));
    const media = { ...commandMessage(1, 'ignored', 0), payload: encodeAmf0('x'.repeat(1100)) };
    expect(receive(media)).toBeGreaterThan(0);
  });

  it('end with their own error for any bytes, at any step', () => {
    const record = recordServer();
    fc.assert(
      fc.property(
        fc.nat(record.length),
        fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 4 }),
        (from, pieces) => {
          const session = client();
          session.start();
          speaksOrSaysWhy(() => {
            session.receive(record.subarray(0, from));
            for (const piece of pieces) session.receive(piece);
          });
        },
      ),
      { numRuns: 20_000 },
    );
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 4 }), (pieces) => {
        const session = server();
        const hello = handshakeHello(random);
        session.receive(concatBytes([hello, hello.subarray(1)]));
        speaksOrSaysWhy(() => {
          for (const piece of pieces) session.receive(piece);
        });
      }),
      { numRuns: 80_000 },
    );
  });

  it('end with their own error for commands of any shape', () => {
    const text = fc.constantFrom(
      'connect',
      'createStream',
      'publish',
      'onStatus',
      '_result',
      '_error',
    );
    const value = fc.oneof(
      fc.constant(null),
      fc.double(),
      fc.string(),
      fc.dictionary(fc.string(), fc.string()),
    );
    fc.assert(
      fc.property(
        text,
        fc.nat(6),
        fc.array(value, { maxLength: 3 }),
        (name, transaction, values) => {
          const { client: one, server: other } = talk();
          for (const session of [one, other]) {
            const writer = new RtmpChunkWriter();
            const message = {
              ...commandMessage(1, name, transaction, ...values),
              chunkStreamId: 40,
            };
            speaksOrSaysWhy(() => {
              session.receive(writer.encode(message)[0] ?? new Uint8Array());
            });
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** What a good server sends a client, from S0 to live. */
function recordServer(): Uint8Array {
  const one = client();
  const other = server();
  const record: Uint8Array[] = [];
  let bytes = one.start();
  while (bytes.length > 0) {
    const answer = other.receive(bytes).bytes;
    record.push(answer);
    bytes = one.receive(answer).bytes;
  }
  return concatBytes(record);
}

function speaksOrSaysWhy(speak: () => void): void {
  try {
    speak();
  } catch (error) {
    expect(error).toBeInstanceOf(RtmpError);
  }
}

it('the metadata prefix is what encoders send', () => {
  expect(decodeAmf0(encodeAmf0('@setDataFrame'))).toEqual(['@setDataFrame']);
});
