import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blendOverlay,
  blendPlanes,
  chromaRect,
  fillRect,
  opaque,
  overlayFromRgba,
} from './plane-blend.ts';
import { convertPlanes, yuvConversion } from './plane-colour.ts';
import { isPlain, placePicture } from './plane-place.ts';
import { scalePlane } from './plane-scale.ts';
import { black, fillPlanes, newPlanes, yuvOfRgb } from './planes.ts';
import type { Planes } from './planes.ts';
import type { PictureOp } from '../scene/draw-list.ts';
import { identity } from '../scene/matrix.ts';

function filled(width: number, height: number, y: number, u = 128, v = 128): Planes {
  const planes = newPlanes(width, height);
  fillPlanes(planes, { y, u, v });
  return planes;
}

const view = (data: Uint8Array, width: number, height: number) => ({
  data,
  offset: 0,
  stride: width,
  width,
  height,
});

describe('yuvOfRgb', () => {
  it('gives BT.709 limited', () => {
    const round = (rgb: [number, number, number]) =>
      Object.values(yuvOfRgb(...rgb)).map(Math.round);
    expect(round([255, 255, 255])).toEqual([235, 128, 128]);
    expect(round([0, 0, 0])).toEqual([16, 128, 128]);
    expect(round([255, 0, 0])).toEqual([63, 102, 240]);
    expect(round([0, 0, 255])).toEqual([32, 240, 118]);
  });
});

describe('yuvConversion', () => {
  const rgb = [200, 40, 90] as const;

  /** Any matrix by its definition, 8 bits. */
  function samples(
    red: number,
    blue: number,
    isFull: boolean,
  ): { y: number; u: number; v: number } {
    const [r, g, b] = rgb.map((value) => value / 255) as [number, number, number];
    const luma = red * r + (1 - red - blue) * g + blue * b;
    return {
      y: isFull ? 255 * luma : 16 + 219 * luma,
      u: 128 + ((isFull ? 255 : 224) * (b - luma)) / (2 * (1 - blue)),
      v: 128 + ((isFull ? 255 : 224) * (r - luma)) / (2 * (1 - red)),
    };
  }

  it.each([
    ['smpte170m', false, 0.299, 0.114],
    ['bt470bg', true, 0.299, 0.114],
    ['bt709', true, 0.2126, 0.0722],
    ['bt2020-ncl', false, 0.2627, 0.0593],
  ] as const)('brings %s (full: %s) to BT.709 limited', (matrix, fullRange, red, blue) => {
    const conversion = yuvConversion({ matrix, fullRange } as VideoColorSpace, 360);
    const { y, u, v } = samples(red, blue, fullRange);
    const planes = filled(4, 4, Math.round(y), Math.round(u), Math.round(v));
    if (!conversion || conversion === 'none') throw new Error('expected a matrix');
    convertPlanes(planes, conversion);
    const expected = yuvOfRgb(...rgb);
    for (const plane of ['y', 'u', 'v'] as const) {
      expect(Math.abs((planes[plane][0] ?? 0) - expected[plane])).toBeLessThan(2);
      expect(new Set(planes[plane]).size).toBe(1);
    }
  });

  it('guesses by the number of lines, and gives up on what is no matrix', () => {
    const unmarked = { matrix: null, fullRange: null };
    expect(yuvConversion(unmarked, 1080)).toBe('none');
    expect(yuvConversion(unmarked, 480)).not.toBe('none');
    expect(yuvConversion({ matrix: 'rgb', fullRange: true } as VideoColorSpace, 480)).toBeNull();
  });

  it('reaches odd edges', () => {
    const planes = filled(5, 3, 200, 90, 160);
    const conversion = yuvConversion(
      { matrix: 'smpte170m', fullRange: false } as VideoColorSpace,
      3,
    );
    if (!conversion || conversion === 'none') throw new Error('expected a matrix');
    convertPlanes(planes, conversion);
    expect(new Set(planes.y).size).toBe(1);
  });
});

describe('scalePlane', () => {
  it('keeps a flat plane flat at any size', () => {
    const side = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(side, side, side, side, fc.nat(255), (fw, fh, tw, th, value) => {
        const to = new Uint8Array(tw * th);
        scalePlane(view(new Uint8Array(fw * fh).fill(value), fw, fh), view(to, tw, th));
        expect(to.every((sample) => Math.abs(sample - value) <= 1)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps edges where they are', () => {
    const from = new Uint8Array(64 * 4).map((_, index) => (index % 64 < 32 ? 0 : 200));
    for (const width of [13, 30, 64, 100]) {
      const to = new Uint8Array(width);
      scalePlane(view(from, 64, 4), view(to, width, 1));
      expect(to[0]).toBe(0);
      expect(to[width - 1]).toBe(200);
      const crossing = to.findIndex((sample) => sample >= 100);
      expect(Math.abs(crossing - width / 2)).toBeLessThanOrEqual(1);
    }
  });

  it('takes the mean of what it makes small', () => {
    const from = new Uint8Array(64 * 64).map((_, index) => (index % 2 === 0 ? 0 : 200));
    const to = new Uint8Array(64);
    scalePlane(view(from, 64, 64), view(to, 8, 8));
    expect([...to].every((sample) => Math.abs(sample - 100) <= 1)).toBe(true);
  });
});

describe('blending', () => {
  const rect = { x: 3, y: 1, width: 4, height: 5 };
  const inRect = (index: number, width: number): boolean => {
    const [x, y] = [index % width, Math.floor(index / width)];
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
  };

  it.each([
    [opaque, 235],
    [opaque / 2, 126],
    [0, 16],
  ])('fills just the rectangle, at alpha %d', (alpha, expected) => {
    const ground = filled(16, 16, black.y);
    fillRect(ground, rect, { y: 235, u: 60, v: 200 }, alpha);
    expect([...ground.y]).toEqual(
      [...ground.y].map((_, index) => (inRect(index, 16) ? expected : 16)),
    );
    const { x, y, width, height } = chromaRect(rect);
    expect({ x, y, width, height }).toEqual({ x: 1, y: 0, width: 3, height: 3 });
  });

  it('lays planes over, mixed by alpha', () => {
    const ground = filled(16, 16, 100);
    const chroma = chromaRect(rect);
    const picture = newPlanes(rect.width, rect.height, chroma.width, chroma.height);
    fillPlanes(picture, { y: 200, u: 128, v: 128 });
    blendPlanes(ground, rect, picture, opaque / 4);
    expect(ground.y.filter((sample) => sample === 125)).toHaveLength(20);
    expect(ground.y.filter((sample) => sample === 100)).toHaveLength(256 - 20);
  });

  it('lays RGBA over as straight alpha blending in RGB would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([red = 0, green = 0, blue = 0, alpha = 0], opacity) => {
          const pixels = new Uint8ClampedArray(rect.width * rect.height * 4).map(
            (_, index) => [red, green, blue, alpha][index % 4] ?? 0,
          );
          const ground = filled(16, 16, 180, 90, 150);
          blendOverlay(ground, overlayFromRgba(rect, pixels, opacity));
          const share = (alpha / 255) * opacity;
          const colour = yuvOfRgb(red, green, blue);
          const at = (rect.y + 1) * 16 + rect.x + 1;
          const expected = 180 * (1 - share) + colour.y * share;
          expect(Math.abs((ground.y[at] ?? 0) - expected)).toBeLessThan(2);
          const chromaAt = 1 * 8 + 2;
          const expectedU = 90 * (1 - share) + colour.u * share;
          expect(Math.abs((ground.u[chromaAt] ?? 0) - expectedU)).toBeLessThan(2);
          expect(ground.y[0]).toBe(180);
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe('placePicture', () => {
  const op: PictureOp = {
    kind: 'picture',
    sourceId: 'a',
    matrix: { ...identity, a: 2, d: 2, e: -100, f: 20 },
    crop: { x: 10, y: 0, width: 200, height: 100 },
    opacity: 1,
    blendMode: 'normal',
    clips: [],
  };

  it('cuts what lies outside the output', () => {
    expect(placePicture(op, { width: 300, height: 400 })).toEqual({
      target: { x: 0, y: 20, width: 300, height: 200 },
      source: { x: 50, y: 0, width: 150, height: 100 },
    });
    expect(
      placePicture({ ...op, matrix: { ...op.matrix, e: 300 } }, { width: 300, height: 9 }),
    ).toBeNull();
  });

  it('cuts at clips', () => {
    const clips = [{ matrix: identity, rect: { x: 0, y: 0, width: 100, height: 40 } }];
    expect(placePicture({ ...op, clips }, { width: 300, height: 400 })?.target).toEqual({
      x: 0,
      y: 20,
      width: 100,
      height: 20,
    });
  });

  it('is for upright, normally blended pictures', () => {
    expect(isPlain(op)).toBe(true);
    expect(isPlain({ ...op, blendMode: 'add' })).toBe(false);
    expect(isPlain({ ...op, matrix: { ...op.matrix, b: 0.1 } })).toBe(false);
    const clips = [{ matrix: { ...identity, c: 1 }, rect: op.crop }];
    expect(isPlain({ ...op, clips })).toBe(false);
  });

  it('never reads outside the source nor writes outside the output', () => {
    const scale = fc.double({ min: 0.01, max: 20, noNaN: true });
    const place = fc.double({ min: -3000, max: 3000, noNaN: true });
    fc.assert(
      fc.property(scale, scale, place, place, (a, d, e, f) => {
        const crop = { x: 0, y: 0, width: 640, height: 360 };
        const placed = placePicture(
          { ...op, crop, matrix: { a, b: 0, c: 0, d, e, f } },
          {
            width: 1920,
            height: 1080,
          },
        );
        if (!placed) return;
        const { source, target } = placed;
        expect(target.x >= 0 && target.x + target.width <= 1920).toBe(true);
        expect(target.y >= 0 && target.y + target.height <= 1080).toBe(true);
        expect(source.x >= 0 && source.y >= 0).toBe(true);
        expect(source.x + source.width).toBeLessThanOrEqual(641);
        expect(source.y + source.height).toBeLessThanOrEqual(361);
      }),
      { numRuns: 20_000 },
    );
  });
});
