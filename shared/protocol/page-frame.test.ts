import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePageFrame, encodePageFrame, PageFrameError } from './page-frame.ts';

const header = fc.record({
  sourceId: fc.string({ minLength: 1, maxLength: 64 }),
  width: fc.integer({ min: 1, max: 8192 }),
  height: fc.integer({ min: 1, max: 8192 }),
  encoding: fc.constantFrom('png' as const, 'jpeg' as const),
});

describe('page frame', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 64 }), (head, bytes) => {
        expect(decodePageFrame(encodePageFrame({ ...head, bytes }))).toEqual({ ...head, bytes });
      }),
    );
  });

  it('refuses anything else with its own error', () => {
    const valid = encodePageFrame({
      sourceId: 'page',
      width: 2,
      height: 1,
      encoding: 'bgra',
      bytes: new Uint8Array(8),
    });
    const damaged = fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((edits) => {
        const copy = Uint8Array.from(valid);
        for (const [at, value] of edits) copy[at] = value;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), damaged), (bytes) => {
        try {
          decodePageFrame(bytes);
        } catch (error) {
          if (!(error instanceof PageFrameError)) throw error;
        }
      }),
      { numRuns: 100_000 },
    );
  });

  it('refuses a raw picture of the wrong size', () => {
    const frame = { sourceId: 'page', width: 2, height: 2, encoding: 'bgra' as const };
    expect(() => decodePageFrame(encodePageFrame({ ...frame, bytes: new Uint8Array(15) }))).toThrow(
      '2x2 bgra picture of 15 bytes',
    );
  });
});
