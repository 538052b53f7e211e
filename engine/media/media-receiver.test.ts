import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Emitter, once } from '#shared/lib/emitter.ts';
import type { VideoFormat, VideoPacket } from '#shared/model/packet.ts';
import {
  decodeMediaFrame,
  encodeMediaFrame,
  type MediaFrame,
} from '#shared/protocol/media-frame.ts';
import { creditWindowBytes, MediaReceiver } from './media-receiver.ts';
import { mediaPortTransport, type MediaTransport } from './media-transport.ts';

class FakeTransport implements MediaTransport {
  readonly received = new Emitter<Uint8Array>((error) => {
    throw error;
  });
  readonly closed = new Emitter<string>();
  readonly onDidReceive = this.received.event;
  readonly onDidClose = this.closed.event;
  readonly sent: MediaFrame[] = [];
  closedFor: string | undefined;

  send(bytes: Uint8Array): void {
    this.sent.push(decodeMediaFrame(bytes));
  }
  close(detail = ''): void {
    if (this.closedFor !== undefined) return;
    this.closedFor = detail;
    this.closed.emit(detail);
  }
}

function setUp(): {
  transport: FakeTransport;
  receiver: MediaReceiver;
  taken: unknown[];
  receive: (frame: Partial<MediaFrame>) => void;
} {
  const transport = new FakeTransport();
  const taken: unknown[] = [];
  const receiver = new MediaReceiver({
    transport,
    sink: {
      setVideoFormat: (format: VideoFormat) => taken.push(format),
      takeVideo: (packet: VideoPacket) => taken.push(packet),
      takeSound: (timestampUs, samples) => taken.push({ timestampUs, samples }),
    },
  });
  const receive = (frame: Partial<MediaFrame>): void => {
    transport.received.emit(
      encodeMediaFrame({
        kind: 'video',
        isKey: false,
        index: 0,
        timestampUs: 0,
        durationUs: 0,
        payload: new Uint8Array(1),
        ...frame,
      }),
    );
  };
  return { transport, receiver, taken, receive };
}

const parameters = {
  codec: 'h264',
  codecString: 'avc1.42c014',
  width: 320,
  height: 180,
  fps: 30,
  bitrateKbps: 400,
} as const;

function formatPayload(json: string, description = [1, 2, 3]): Uint8Array {
  const text = new TextEncoder().encode(json);
  const payload = Buffer.alloc(4 + text.length + description.length);
  payload.writeUInt32BE(text.length);
  payload.set(text, 4);
  payload.set(description, 4 + text.length);
  return payload;
}

const creditOf = ({ payload }: MediaFrame): number => Buffer.from(payload).readUInt32BE();

describe('MediaReceiver', () => {
  it('takes a format, pictures and sound', () => {
    const { transport, taken, receive } = setUp();
    receive({ kind: 'videoFormat', payload: formatPayload(JSON.stringify(parameters)) });
    receive({ isKey: true, timestampUs: 7, durationUs: 33, payload: Uint8Array.from([9]) });
    const sound = new Float32Array([0.5, -0.5, Number.NaN, 1]);
    receive({ kind: 'pcm', timestampUs: 8, payload: new Uint8Array(sound.buffer) });
    expect(transport.closedFor).toBeUndefined();
    expect(taken).toEqual([
      { ...parameters, description: Uint8Array.from([1, 2, 3]) },
      {
        kind: 'video',
        rendition: 0,
        isKey: true,
        timestampUs: 7,
        durationUs: 33,
        data: Uint8Array.from([9]),
      },
      { timestampUs: 8, samples: new Float32Array([0.5, -0.5, 0, 1]) },
    ]);
  });

  it('grants a window at the start, and again what it took', () => {
    const { transport, receive } = setUp();
    receive({ kind: 'videoFormat', payload: formatPayload(JSON.stringify(parameters)) });
    const payload = new Uint8Array(1_000_000);
    for (let index = 0; index < 50; index += 1) receive({ payload });
    const granted = transport.sent.filter(({ kind }) => kind === 'credit').map(creditOf);
    expect(granted[0]).toBe(creditWindowBytes);
    const total = granted.reduce((sum, bytes) => sum + bytes, 0);
    expect(total).toBeGreaterThan(50_000_000 + creditWindowBytes * 0.8);
    expect(transport.closedFor).toBeUndefined();
    expect(granted.length).toBeLessThan(30);
  });

  it('takes a format on credit that is yet to come', () => {
    const { transport, taken, receive } = setUp();
    const json = formatPayload(JSON.stringify(parameters), []);
    const payload = Buffer.concat([json, new Uint8Array(creditWindowBytes)]);
    receive({ kind: 'videoFormat', payload });
    expect(transport.closedFor).toBeUndefined();
    expect(taken).toHaveLength(1);
    expect(transport.sent.map(creditOf)).toEqual([creditWindowBytes, payload.byteLength]);
  });

  it('asks for key frames', () => {
    const { transport, receiver } = setUp();
    receiver.requestKeyFrame();
    expect(transport.sent.map(({ kind }) => kind)).toEqual(['credit', 'keyFrameRequest']);
  });

  it.each<[string, Partial<MediaFrame>, string]>([
    ['video before its format', {}, 'video before its format'],
    ['another rendition', { index: 3 }, 'index 3'],
    ['half a sample', { kind: 'pcm', payload: new Uint8Array(7) }, '7 bytes'],
    ['credit', { kind: 'credit' }, 'credit from the page'],
    ['more than its credit', { payload: new Uint8Array(creditWindowBytes + 1) }, 'credit of'],
    ['no JSON', { kind: 'videoFormat', payload: formatPayload('{') }, 'no JSON'],
    ['a format cut short', { kind: 'videoFormat', payload: Uint8Array.from([0, 0, 1, 0]) }, '256'],
    [
      'a bad format',
      { kind: 'videoFormat', payload: formatPayload('{"codec":"h264","width":1}') },
      'video format: codecString',
    ],
  ])('closes on %s and says so', (_, frame, reason) => {
    const { transport, receive } = setUp();
    receive(frame);
    expect(transport.closedFor).toContain(reason);
  });

  it('closes and never throws, whatever comes', { timeout: 20_000 }, () => {
    const header = fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 2 }),
      fc.uint8Array({ maxLength: 60 }),
    );
    const framed = header.map(([kind, index, payload]) => {
      const bytes = Buffer.alloc(20 + payload.length);
      bytes.set([1, kind, 1, index]);
      bytes.writeUInt32BE(payload.length, 16);
      bytes.set(payload, 20);
      return new Uint8Array(bytes);
    });
    const { transport, receiver, taken } = setUp();
    expect(receiver).toBeDefined();
    const property = fc.property(fc.oneof(framed, fc.uint8Array({ maxLength: 80 })), (bytes) => {
      transport.closedFor = undefined;
      transport.sent.length = 0;
      transport.received.emit(bytes);
      taken.length = 0;
    });
    fc.assert(property, { numRuns: 100_000 });
  });

  it('works over a MessagePort, and tells when the other end closes', async () => {
    const { port1, port2 } = new MessageChannel();
    const transport = mediaPortTransport(port1);
    const received = once(transport.onDidReceive);
    port2.postMessage(Uint8Array.from([1, 2]));
    expect(await received).toEqual(Uint8Array.from([1, 2]));
    const answer = new Promise((resolve) => port2.once('message', resolve));
    transport.send(Uint8Array.from([3]));
    expect(await answer).toEqual(Uint8Array.from([3]));
    const closed = once(transport.onDidClose);
    port2.close();
    await closed;
    transport.close();
  });
});
