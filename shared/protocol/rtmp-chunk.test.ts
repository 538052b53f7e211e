import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from './bytes.ts';
import { RtmpChunkReader } from './rtmp-chunk-reader.ts';
import { RtmpChunkWriter } from './rtmp-chunk-writer.ts';
import type { RtmpMessage } from './rtmp-message.ts';
import { RtmpError, controlMessage, rtmpTypes } from './rtmp-message.ts';

const message: fc.Arbitrary<RtmpMessage> = fc.record({
  chunkStreamId: fc.oneof(
    fc.integer({ min: 3, max: 8 }),
    fc.constantFrom(63, 64, 319, 320, 65_599),
  ),
  typeId: fc.constantFrom(8, 9, 18, 20),
  messageStreamId: fc.constantFrom(0, 1, 0x01020304),
  timestampMs: fc.oneof(
    fc.nat(1000),
    fc.constantFrom(0xfffffe, 0xffffff, 0x1000000, 0xfffffff0, 0xffffffff),
  ),
  payload: fc.uint8Array({ maxLength: 400 }),
});
const messages = fc.array(message, { minLength: 1, maxLength: 12 });
const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 40 }));

/** Reads in pieces of the given lengths. */
function readCut(bytes: Uint8Array, lengths: Iterator<number>): RtmpMessage[] {
  const reader = new RtmpChunkReader();
  const read: RtmpMessage[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const length = Number(lengths.next().value);
    read.push(...reader.push(bytes.subarray(offset, offset + length)));
    offset += length;
  }
  return read;
}

function write(list: readonly RtmpMessage[], chunkSize?: number): Uint8Array {
  const writer = new RtmpChunkWriter();
  const sized = chunkSize ? [controlMessage(rtmpTypes.setChunkSize, chunkSize), ...list] : list;
  return concatBytes(sized.flatMap((item) => writer.encode(item)));
}

function readsOrSaysWhy(reader: RtmpChunkReader, bytes: Uint8Array): void {
  try {
    reader.push(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(RtmpError);
  }
}

describe('RTMP chunks', () => {
  it('carry messages unchanged, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 500 }), cuts, (list, chunkSize, lengths) => {
        expect(readCut(write(list, chunkSize), lengths)).toEqual(list);
      }),
      { numRuns: 3000 },
    );
  });

  it('may be interleaved between chunk streams', () => {
    fc.assert(
      fc.property(message, message, fc.infiniteStream(fc.boolean()), (left, right, order) => {
        const writer = new RtmpChunkWriter();
        const queues = [
          writer.encode({ ...left, chunkStreamId: 4 }),
          writer.encode({ ...right, chunkStreamId: 6 }),
        ];
        const reader = new RtmpChunkReader();
        const read: RtmpMessage[] = [];
        while (queues.some((queue) => queue.length > 0)) {
          const chunk = queues[order.next().value ? 0 : 1]?.shift();
          if (chunk) read.push(...reader.push(chunk));
        }
        const byStream = read.sort((a, b) => a.chunkStreamId - b.chunkStreamId);
        expect(byStream).toEqual([
          { ...left, chunkStreamId: 4 },
          { ...right, chunkStreamId: 6 },
        ]);
      }),
      { numRuns: 3000 },
    );
  });

  it('fail with their own error for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => {
        readsOrSaysWhy(new RtmpChunkReader(), bytes);
      }),
      { numRuns: 100_000 },
    );
  });

  it('fail with their own error when a byte of a real stream is changed', () => {
    const stream = write(
      Array.from({ length: 4 }, (_, index) => ({
        chunkStreamId: 4 + (index % 2),
        typeId: 9,
        messageStreamId: 1,
        timestampMs: index * 33,
        payload: new Uint8Array(100).fill(index),
      })),
      64,
    );
    fc.assert(
      fc.property(fc.nat(stream.length - 1), fc.nat(255), (offset, byte) => {
        const changed = stream.slice();
        changed[offset] = byte;
        readsOrSaysWhy(new RtmpChunkReader(), changed);
      }),
      { numRuns: 100_000 },
    );
  });

  it('use the shortest header that serves', () => {
    const writer = new RtmpChunkWriter();
    const at = (timestampMs: number, length = 10): number => {
      const [chunk] = writer.encode({
        chunkStreamId: 6,
        typeId: 9,
        messageStreamId: 1,
        timestampMs,
        payload: new Uint8Array(length),
      });
      return (chunk?.[0] ?? 0) >> 6;
    };
    expect([at(0), at(33), at(66), at(99, 11), at(130, 11), at(50, 11), at(0x2000000, 11)]).toEqual(
      [0, 2, 3, 1, 2, 0, 0],
    );
  });

  it('take the timestamp itself for the delta of a type 3 after a type 0', () => {
    // §5.3.1.2.4; our writer never does it, others do.
    const header = [0x04, 0, 0, 10, 0, 0, 1, 8, 1, 0, 0, 0];
    const read = new RtmpChunkReader().push(Uint8Array.of(...header, 0xaa, 0xc4, 0xbb));
    expect(read.map((item) => item.timestampMs)).toEqual([10, 20]);
  });

  it('forget what is aborted', () => {
    const writer = new RtmpChunkWriter();
    const reader = new RtmpChunkReader();
    const long = {
      chunkStreamId: 6,
      typeId: 9,
      messageStreamId: 1,
      timestampMs: 0,
      payload: new Uint8Array(300).fill(1),
    };
    const [first = new Uint8Array()] = writer.encode(long);
    reader.push(first);
    for (const chunk of writer.encode(controlMessage(rtmpTypes.abort, 6))) reader.push(chunk);
    const next = { ...long, timestampMs: 5, payload: Uint8Array.of(2) };
    expect(writer.encode(next).flatMap((chunk) => reader.push(chunk))).toEqual([next]);
  });

  it.each([
    ['message-too-large', [0x03, 0, 0, 0, 0xff, 0xff, 0xff, 20, 0, 0, 0, 0]],
    ['bad-chunk-size', [0x02, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['bad-chunk-size', [0x02, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0x80, 0, 0, 0]],
    ['bad-chunk-header', [0xc3]],
    ['bad-chunk-header', [0x83, 0, 0, 0]],
    ['bad-control-message', [0x02, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0]],
  ])('refuse %s', (reason, bytes) => {
    const reader = new RtmpChunkReader();
    expect(() => reader.push(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ reason }));
  });

  it('bound what unfinished messages may hold', () => {
    const reader = new RtmpChunkReader({ maxMessageBytes: 1000 });
    const begin = (id: number): Uint8Array =>
      Uint8Array.of(id, 0, 0, 0, 0, 3, 0xe8, 9, 1, 0, 0, 0, ...new Uint8Array(128));
    expect(() => {
      for (let id = 3; id < 20; id += 1) reader.push(begin(id));
    }).toThrow(expect.objectContaining({ reason: 'message-too-large' }));
  });

  it('bound the number of chunk streams', () => {
    const reader = new RtmpChunkReader();
    expect(() => {
      for (let id = 0; id < 200; id += 1) {
        reader.push(Uint8Array.of(0, id, 0, 0, 0, 0, 0, 0, 8, 1, 0, 0, 0));
      }
    }).toThrow(expect.objectContaining({ reason: 'too-many-chunk-streams' }));
  });

  it('cannot carry more than 16 MiB', () => {
    const payload = new Uint8Array(0x1000000);
    const whole = { chunkStreamId: 3, typeId: 9, messageStreamId: 1, timestampMs: 0, payload };
    expect(() => new RtmpChunkWriter().encode(whole)).toThrow(RtmpError);
  });
});
