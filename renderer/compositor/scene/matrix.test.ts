import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  identity,
  intersect,
  invert,
  isUpright,
  itemMatrix,
  multiply,
} from './matrix.ts';

const crop = { left: 0, top: 0, right: 0, bottom: 0 };
const rect = { x: 0, y: 0, width: 100, height: 50 };

describe('matrix', () => {
  it('inverts what it maps', () => {
    const amount = fc.double({ min: 0.01, max: 100, noNaN: true });
    const place = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(amount, amount, place, place, fc.integer({ min: -360, max: 360 }), (...given) => {
        const [scaleX, scaleY, x, y, rotationDeg] = given;
        const matrix = itemMatrix({ x, y, scaleX, scaleY, rotationDeg, crop }, rect);
        const inverse = invert(matrix);
        expect(inverse).not.toBeNull();
        if (!inverse) return;
        const back = boundsOf(multiply(inverse, matrix), rect);
        expect(back.x).toBeCloseTo(0, 4);
        expect(back.width).toBeCloseTo(100, 4);
        expect(back.height).toBeCloseTo(50, 4);
      }),
      { numRuns: 10_000 },
    );
  });

  it('knows a full turn as upright and anything else as turned', () => {
    const turned = (rotationDeg: number) =>
      isUpright(itemMatrix({ x: 0, y: 0, scaleX: 1, scaleY: 1, rotationDeg, crop }, rect));
    expect([0, 360, -360].map(turned)).toEqual([true, true, true]);
    expect([1, 90, 180, -45].map(turned)).toEqual([false, false, false, false]);
  });

  it('has no inverse where it flattens', () => {
    expect(invert({ ...identity, a: 0 })).toBeNull();
  });

  it('intersects to nothing at a shared edge', () => {
    expect(intersect(rect, { ...rect, x: 100 })).toBeNull();
    expect(intersect(rect, { ...rect, x: 90 })).toEqual({ x: 90, y: 0, width: 10, height: 50 });
  });
});
