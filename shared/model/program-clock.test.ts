import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameNumberAt, frameTimestampUs } from './program-clock.ts';

describe('frameNumberAt', () => {
  it('is the inverse of frameTimestampUs, today and for decades', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.integer({ min: 0, max: 119 }),
        fc.constantFrom(1, 15, 24, 24000 / 1001, 25, 30000 / 1001, 30, 50, 60, 120),
        (second, frame, fps) => {
          const frameNumber = Math.round(second * fps) + frame;
          expect(frameNumberAt(frameTimestampUs(frameNumber, fps), fps)).toBe(frameNumber);
        },
      ),
      { numRuns: 100_000 },
    );
  });

  it('stays until the next frame is due', () => {
    expect(frameNumberAt(33_332, 30)).toBe(0);
    expect(frameNumberAt(33_333, 30)).toBe(1);
    expect(frameNumberAt(66_660, 30)).toBe(1);
  });
});
