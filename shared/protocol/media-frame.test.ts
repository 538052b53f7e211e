import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMediaFrame,
  encodeMediaFrame,
  MediaFrameError,
  mediaFrameHeaderBytes,
  mediaFrameKinds,
  type MediaFrame,
  type MediaFrameKind,
} from './media-frame.ts';

const frames: fc.Arbitrary<MediaFrame> = fc.record({
  kind: fc.constantFrom(...(Object.keys(mediaFrameKinds) as MediaFrameKind[])),
  isKey: fc.boolean(),
  index: fc.integer({ min: 0, max: 255 }),
  timestampUs: fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
  durationUs: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  payload: fc.uint8Array({ maxLength: 64 }),
});

describe('media frame', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(decodeMediaFrame(encodeMediaFrame(frame))).toEqual(frame);
      }),
    );
  });

  it('gives the documented bytes', () => {
    const bytes = encodeMediaFrame({
      kind: 'video',
      isKey: true,
      index: 3,
      timestampUs: 0x0102030405,
      durationUs: 33_333,
      payload: Uint8Array.of(0xaa, 0xbb),
    });
    expect([...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(
      '01' + '02' + '01' + '03' + '0000000102030405' + '00008235' + '00000002' + 'aabb',
    );
  });

  it('survives any bytes, and names what is wrong', () => {
    fc.assert(
      fc.property(frames, fc.uint8Array({ maxLength: 40 }), fc.nat(80), (frame, junk, cut) => {
        const bytes = Uint8Array.from([...encodeMediaFrame(frame).subarray(0, cut), ...junk]);
        try {
          decodeMediaFrame(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaFrameError);
        }
      }),
      { numRuns: 100_000 },
    );
    expect(() => decodeMediaFrame(new Uint8Array(3))).toThrow('shorter than its header');
    const wrongLength = encodeMediaFrame({
      kind: 'pcm',
      isKey: false,
      index: 0,
      timestampUs: 0,
      durationUs: 0,
      payload: new Uint8Array(4),
    }).subarray(0, mediaFrameHeaderBytes + 2);
    expect(() => decodeMediaFrame(wrongLength)).toThrow('length says 4, frame holds 2');
  });
});
