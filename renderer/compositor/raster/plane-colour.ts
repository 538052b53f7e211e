import type { Planes } from './planes.ts';

/** 16.16 fixed point; y' = yy·y + yu·u + yv·v + y0 and so on, on limited-range samples less their zero. */
export interface YuvMatrix {
  readonly luma: { readonly scale: number; readonly u: number; readonly v: number };
  readonly u: { readonly u: number; readonly v: number };
  readonly v: { readonly u: number; readonly v: number };
  /** What black is in the source's luma: 16, or 0 where it is full range. */
  readonly lumaZero: number;
}

interface Weights {
  readonly red: number;
  readonly blue: number;
}
const weights: Readonly<Record<string, Weights>> = {
  bt709: { red: 0.2126, blue: 0.0722 },
  smpte170m: { red: 0.299, blue: 0.114 },
  bt470bg: { red: 0.299, blue: 0.114 },
  'bt2020-ncl': { red: 0.2627, blue: 0.0593 },
};
const target: Weights = { red: 0.2126, blue: 0.0722 };
const fixed = 65536;

/**
 * How samples of this colour space become BT.709 limited: `none` where they already are, null where
 * it takes more than a matrix. Unmarked video is BT.709 from 720 lines up, else SMPTE 170M.
 */
export function yuvConversion(
  space: Pick<VideoColorSpace, 'matrix' | 'fullRange'>,
  height: number,
): YuvMatrix | 'none' | null {
  const matrix = space.matrix ?? (height >= 720 ? 'bt709' : 'smpte170m');
  const isFull = space.fullRange ?? false;
  if (matrix === 'bt709' && !isFull) return 'none';
  const from = weights[matrix];
  if (!from) return null;
  const lumaScale = isFull ? 219 / 255 : 1;
  const chromaScale = isFull ? 224 / 255 : 1;
  // In analogue terms: Y' of the target from Y, Pb and Pr of the source.
  const green = 1 - from.red - from.blue;
  const pbToBlue = 2 * (1 - from.blue);
  const prToRed = 2 * (1 - from.red);
  const pbToGreen = (-pbToBlue * from.blue) / green;
  const prToGreen = (-prToRed * from.red) / green;
  const targetGreen = 1 - target.red - target.blue;
  const yPb = targetGreen * pbToGreen + target.blue * pbToBlue;
  const yPr = target.red * prToRed + targetGreen * prToGreen;
  const toPb = 1 / (2 * (1 - target.blue));
  const toPr = 1 / (2 * (1 - target.red));
  const chroma = (value: number): number => Math.round(value * chromaScale * fixed);
  return {
    luma: {
      scale: Math.round(lumaScale * fixed),
      u: chroma((yPb * 219) / 224),
      v: chroma((yPr * 219) / 224),
    },
    u: { u: chroma((pbToBlue - yPb) * toPb), v: chroma(-yPr * toPb) },
    v: { u: chroma(-yPb * toPr), v: chroma((prToRed - yPr) * toPr) },
    lumaZero: isFull ? 0 : 16,
  };
}

/** Converts in place. */
export function convertPlanes(planes: Planes, matrix: YuvMatrix): void {
  const { y, u, v, width, height, chromaWidth, chromaHeight } = planes;
  const { luma, lumaZero } = matrix;
  for (let row = 0; row < chromaHeight; row += 1) {
    for (let column = 0; column < chromaWidth; column += 1) {
      const index = row * chromaWidth + column;
      const pb = (u[index] as number) - 128;
      const pr = (v[index] as number) - 128;
      const shift = luma.u * pb + luma.v * pr + (16 << 16) + 32768 - luma.scale * lumaZero;
      u[index] = clamp((matrix.u.u * pb + matrix.u.v * pr + (128 << 16) + 32768) >> 16);
      v[index] = clamp((matrix.v.u * pb + matrix.v.v * pr + (128 << 16) + 32768) >> 16);
      const top = 2 * row * width + 2 * column;
      const right = 2 * column + 1 < width;
      y[top] = clamp((luma.scale * (y[top] as number) + shift) >> 16);
      if (right) y[top + 1] = clamp((luma.scale * (y[top + 1] as number) + shift) >> 16);
      if (2 * row + 1 >= height) continue;
      const low = top + width;
      y[low] = clamp((luma.scale * (y[low] as number) + shift) >> 16);
      if (right) y[low + 1] = clamp((luma.scale * (y[low + 1] as number) + shift) >> 16);
    }
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
