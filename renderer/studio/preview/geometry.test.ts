import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transformSchema } from '#shared/model/scene-collection.ts';
import { itemMatrix } from '../../compositor/scene/matrix.ts';
import { applyMatrix, rotateAbout } from './point.ts';
import {
  boxOf,
  canvasToScreen,
  centreOf,
  cornersOf,
  fitCanvas,
  isInside,
  screenToCanvas,
  transformOf,
  type Box,
} from './geometry.ts';

const runs = { numRuns: 10_000 };
const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });
const point = fc.record({ x: number(-5000, 5000), y: number(-5000, 5000) });
const size = fc.record({
  width: fc.integer({ min: 1, max: 8000 }),
  height: fc.integer({ min: 1, max: 8000 }),
});
const box: fc.Arbitrary<Box> = fc.record({
  x: number(-5000, 5000),
  y: number(-5000, 5000),
  width: number(1, 5000),
  height: number(1, 5000),
  rotationDeg: number(-360, 360),
});
const bounds = fc.record({
  x: number(-500, 500),
  y: number(-500, 500),
  width: number(1, 5000),
  height: number(1, 5000),
});
const crops = fc.record({ left: number(0, 300), top: number(0, 300) });
const sign = fc.constantFrom(-1, 1);

describe('canvas and screen', () => {
  it('go back and forth', () => {
    fc.assert(
      fc.property(size, size, point, (canvas, view, place) => {
        const fit = fitCanvas(canvas, view);
        const back = screenToCanvas(fit, canvasToScreen(fit, place));
        expect(back.x).toBeCloseTo(place.x, 4);
        expect(back.y).toBeCloseTo(place.y, 4);
      }),
      runs,
    );
  });

  it('fit the whole canvas in the middle', () => {
    expect(fitCanvas({ width: 1920, height: 1080 }, { width: 1000, height: 540 })).toEqual({
      scale: 0.5,
      offsetX: 20,
      offsetY: 0,
    });
  });

  it('survive a view of no size', () => {
    const fit = fitCanvas({ width: 1920, height: 1080 }, { width: 0, height: 0 });
    expect(screenToCanvas(fit, { x: 5, y: 5 })).toEqual({ x: 0, y: 0 });
  });
});

describe('box and transform', () => {
  it('go back and forth, mirrored or not', () => {
    fc.assert(
      fc.property(box, bounds, sign, sign, (wanted, own, signX, signY) => {
        const old = transformSchema.parse({ scaleX: signX, scaleY: signY });
        const transform = transformOf(wanted, own, old);
        const got = boxOf(transform, own);
        expect(got.x).toBeCloseTo(wanted.x, 4);
        expect(got.y).toBeCloseTo(wanted.y, 4);
        expect(got.width).toBeCloseTo(wanted.width, 4);
        expect(got.height).toBeCloseTo(wanted.height, 4);
        expect(Math.sign(transform.scaleX)).toBe(signX);
        expect(Math.sign(transform.scaleY)).toBe(signY);
      }),
      runs,
    );
  });

  it('put the corners where the compositor puts them', () => {
    fc.assert(
      fc.property(box, bounds, sign, sign, crops, (wanted, own, signX, signY, crop) => {
        const old = transformSchema.parse({ scaleX: signX, scaleY: signY, crop });
        const plane = itemMatrix(transformOf(wanted, own, old), own);
        const corners = cornersOf(wanted);
        const topLeft = applyMatrix(plane, own);
        const place = corners[(signX < 0 ? 1 : 0) + (signY < 0 ? (signX < 0 ? 1 : 3) : 0)];
        expect(topLeft.x).toBeCloseTo(place?.x ?? NaN, 3);
        expect(topLeft.y).toBeCloseTo(place?.y ?? NaN, 3);
      }),
      runs,
    );
  });
});

describe('isInside', () => {
  it('holds the centre and every corner, and nothing beyond a corner', () => {
    fc.assert(
      fc.property(box, (one) => {
        const corners = cornersOf(one);
        const centre = centreOf(one);
        expect(isInside(corners, centre)).toBe(true);
        const beyond = rotateAbout(
          { x: one.x + one.width + 1, y: one.y + one.height + 1 },
          centre,
          one.rotationDeg,
        );
        expect(isInside(corners, beyond)).toBe(false);
      }),
      runs,
    );
  });
});
