import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from './geometry.ts';
import { handleNames, handlePoint, resizeBox, rotationTowards, type Handle } from './resize.ts';

const runs = { numRuns: 10_000 };
const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });
const point = fc.record({ x: number(-5000, 5000), y: number(-5000, 5000) });
const box: fc.Arbitrary<Box> = fc.record({
  x: number(-5000, 5000),
  y: number(-5000, 5000),
  width: number(1, 5000),
  height: number(1, 5000),
  rotationDeg: number(-360, 360),
});
const handle = fc.constantFrom(...handleNames);
const opposite: Record<Handle, Handle> = {
  nw: 'se',
  n: 's',
  ne: 'sw',
  e: 'w',
  se: 'nw',
  s: 'n',
  sw: 'ne',
  w: 'e',
};

describe('resizeBox', () => {
  it('keeps the opposite corner or edge where it is', () => {
    fc.assert(
      fc.property(box, handle, point, fc.boolean(), (old, taken, pointer, keepRatio) => {
        const resized = resizeBox(old, taken, pointer, keepRatio);
        const before = handlePoint(old, opposite[taken]);
        const after = handlePoint(resized, opposite[taken]);
        expect(after.x).toBeCloseTo(before.x, 3);
        expect(after.y).toBeCloseTo(before.y, 3);
        expect(resized.width).toBeGreaterThan(0.999);
        expect(resized.height).toBeGreaterThan(0.999);
      }),
      runs,
    );
  });

  it('brings the handle to the pointer where the box may follow', () => {
    fc.assert(
      fc.property(box, number(1, 4000), number(1, 4000), (old, width, height) => {
        const pointer = handlePoint(
          { ...old, width: width * 2 - old.width, height: height * 2 - old.height },
          'se',
        );
        const resized = resizeBox(old, 'se', pointer, false);
        const taken = handlePoint(resized, 'se');
        if (resized.width === 1 || resized.height === 1) return;
        expect(taken.x).toBeCloseTo(pointer.x, 3);
        expect(taken.y).toBeCloseTo(pointer.y, 3);
      }),
      runs,
    );
  });

  it('keeps the ratio at a corner', () => {
    const resized = resizeBox(
      { x: 0, y: 0, width: 200, height: 100, rotationDeg: 0 },
      'se',
      { x: 400, y: 110 },
      true,
    );
    expect(resized).toEqual({ x: 0, y: 0, width: 400, height: 200, rotationDeg: 0 });
  });

  it('moves one edge only at a side', () => {
    const resized = resizeBox(
      { x: 10, y: 10, width: 200, height: 100, rotationDeg: 0 },
      'w',
      { x: 60, y: 999 },
      true,
    );
    expect(resized).toEqual({ x: 60, y: 10, width: 150, height: 100, rotationDeg: 0 });
  });
});

describe('rotationTowards', () => {
  const square: Box = { x: 0, y: 0, width: 100, height: 100, rotationDeg: 30 };

  it.each([
    [{ x: 50, y: -100 }, 0],
    [{ x: 200, y: 50 }, 90],
    [{ x: 50, y: 300 }, 180],
    [{ x: -100, y: 50 }, -90],
  ])('points the top at %o', (pointer, angle) => {
    expect(rotationTowards(square, pointer)).toBeCloseTo(angle, 6);
  });

  it('is in −180 to 180 and on whole steps if asked', () => {
    fc.assert(
      fc.property(box, point, (one, pointer) => {
        const angle = rotationTowards(one, pointer, 15);
        expect(Math.abs(angle)).toBeLessThanOrEqual(180);
        expect(Math.abs(angle % 15)).toBe(0);
      }),
      runs,
    );
  });
});
