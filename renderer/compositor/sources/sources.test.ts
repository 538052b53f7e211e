import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseColour } from './colour.ts';
import { downMix } from './down-mix.ts';
import { playheadAt } from './playhead.ts';
import { pngSize } from './png-size.ts';
import { cssFont } from './text.ts';
import { Retry } from './retry.ts';

describe('playheadAt', () => {
  const file = { startUs: 1000, durationUs: 400, loop: true };

  it('goes round', () => {
    expect(playheadAt(0, file)).toEqual({ round: 0, positionUs: 0, hasEnded: false });
    expect(playheadAt(1399, file)).toEqual({ round: 0, positionUs: 399, hasEnded: false });
    expect(playheadAt(1400 + 40_050, file)).toEqual({
      round: 101,
      positionUs: 50,
      hasEnded: false,
    });
  });

  it('ends where it does not loop', () => {
    const once = { ...file, loop: false };
    expect(playheadAt(1399, once)).toEqual({ round: 0, positionUs: 399, hasEnded: false });
    expect(playheadAt(9999, once)).toEqual({ round: 0, positionUs: 400, hasEnded: true });
  });
});

describe('downMix', () => {
  const channel = (value: number) => Float32Array.of(value);

  it('leaves one and two channels as they are', () => {
    const planes = [channel(0.5), channel(-0.5)];
    expect(downMix(planes)).toBe(planes);
  });

  it('puts 5.1 into two', () => {
    const planes = [0.1, 0.2, 0.4, 0.9, 0.01, 0.02].map(channel);
    const [left, right] = downMix(planes).map((plane) => plane[0] ?? 0);
    expect(left).toBeCloseTo(0.1 + Math.SQRT1_2 * (0.4 + 0.01), 5);
    expect(right).toBeCloseTo(0.2 + Math.SQRT1_2 * (0.4 + 0.02), 5);
  });

  it('keeps every channel but the low frequency one', () => {
    for (const count of [3, 4, 5, 6, 7, 8]) {
      for (let lit = 0; lit < count; lit += 1) {
        const planes = Array.from({ length: count }, (_, index) => channel(index === lit ? 1 : 0));
        const sum = downMix(planes).reduce((total, plane) => total + (plane[0] ?? 0), 0);
        expect(sum > 0).toBe(!(lit === 3 && count >= 6));
      }
    }
  });
});

describe('pngSize', () => {
  it('reads what the header states', () => {
    const header = Uint8Array.of(
      ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
      ...[0, 1, 0, 0, 0, 0, 2, 0],
    );
    expect(pngSize(header)).toEqual({ width: 65_536, height: 512 });
    expect(pngSize(header.subarray(0, 20))).toBeNull();
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(pngSize(bytes)).toBeNull();
      }),
      { numRuns: 100_000 },
    );
  });
});

it('parses colours with and without alpha', () => {
  expect(parseColour('#1a2B3c')).toEqual([26, 43, 60, 255]);
  expect(parseColour('#1a2b3c80')).toEqual([26, 43, 60, 128]);
});

it('names a font that cannot break out of its quotes, and a fallback', () => {
  const text = { fontSizePx: 20, fontWeight: 700 } as Parameters<typeof cssFont>[0];
  expect(cssFont({ ...text, fontFamily: 'serif' })).toBe('700 20px serif');
  expect(cssFont({ ...text, fontFamily: 'My "Font", x' })).toBe(
    '700 20px "My Font, x", sans-serif',
  );
});

describe('Retry', () => {
  it('tries at growing distances until it works, and not after it was closed', async () => {
    const waits: number[] = [];
    const timers: (() => void)[] = [];
    const failures: unknown[] = [];
    let attempts = 0;
    const retry = new Retry({
      clock: {
        after: (delayMs, callback) => {
          waits.push(delayMs);
          timers.push(callback);
          return { close: () => undefined };
        },
      },
      attempt: () => {
        attempts += 1;
        return attempts < 4 ? Promise.reject(new Error('no')) : Promise.resolve();
      },
      onFailure: (error) => failures.push(error),
    });
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    for (let left = 5; left > 0; left -= 1) {
      await settle();
      timers.pop()?.();
    }
    expect([attempts, failures.length]).toEqual([4, 3]);
    expect(waits).toEqual([1000, 2000, 4000]);
    retry.fail(new Error('broke later'));
    expect(waits.at(-1)).toBe(1000);
    retry.close();
    retry.fail(new Error('after its end'));
    expect(failures).toHaveLength(4);
  });
});
