import { lumaOf, uOf, vOf } from './planes.ts';
import type { Planes } from './planes.ts';

/** Whole luma samples of the output. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture ready to be laid over: colours multiplied by alpha, and what of the ground shines through. */
export interface Overlay {
  readonly rect: PixelRect;
  readonly planes: readonly OverlayPlane[];
}
interface OverlayPlane {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Sample × alpha, 0 to 65280. */
  readonly premultiplied: Uint16Array;
  /** 256 − alpha. */
  readonly rest: Uint16Array;
  /** First and one past the last column of each row that is not transparent. */
  readonly spans: Int32Array;
}

/** The chroma samples under a rectangle of luma samples. */
export function chromaRect({ x, y, width, height }: PixelRect): PixelRect {
  const left = x >> 1;
  const top = y >> 1;
  return {
    x: left,
    y: top,
    width: Math.ceil((x + width) / 2) - left,
    height: Math.ceil((y + height) / 2) - top,
  };
}

/** Opaque; alpha is in 256ths, so that a shift divides. */
export const opaque = 256;

/** Fills a rectangle with one colour; `alpha` from 0 to 256. */
export function fillRect(
  target: Planes,
  rect: PixelRect,
  colour: { readonly y: number; readonly u: number; readonly v: number },
  alpha: number,
): void {
  const chroma = chromaRect(rect);
  fillPlane(target.y, target.width, rect, colour.y, alpha);
  fillPlane(target.u, target.chromaWidth, chroma, colour.u, alpha);
  fillPlane(target.v, target.chromaWidth, chroma, colour.v, alpha);
}

function fillPlane(
  plane: Uint8Array,
  stride: number,
  { x, y, width, height }: PixelRect,
  value: number,
  alpha: number,
): void {
  const rest = opaque - alpha;
  const added = Math.round(value * alpha) + 128;
  for (let row = y; row < y + height; row += 1) {
    const start = row * stride + x;
    if (rest === 0) plane.fill(Math.round(value), start, start + width);
    else {
      for (let index = start; index < start + width; index += 1) {
        plane[index] = ((plane[index] as number) * rest + added) >> 8;
      }
    }
  }
}

/** Lays an opaque picture, whose planes fit the rectangle's, over the target; `alpha` from 0 to 256. */
export function blendPlanes(
  target: Planes,
  rect: PixelRect,
  source: Pick<Planes, 'y' | 'u' | 'v'>,
  alpha: number,
): void {
  const chroma = chromaRect(rect);
  blendPlane(target.y, target.width, rect, source.y, alpha);
  blendPlane(target.u, target.chromaWidth, chroma, source.u, alpha);
  blendPlane(target.v, target.chromaWidth, chroma, source.v, alpha);
}

function blendPlane(
  plane: Uint8Array,
  stride: number,
  { x, y, width, height }: PixelRect,
  source: Uint8Array,
  alpha: number,
): void {
  const rest = opaque - alpha;
  for (let row = 0; row < height; row += 1) {
    let out = (y + row) * stride + x;
    const start = row * width;
    if (rest === 0) {
      plane.set(source.subarray(start, start + width), out);
      continue;
    }
    for (let index = start; index < start + width; index += 1, out += 1) {
      plane[out] = ((source[index] as number) * alpha + (plane[out] as number) * rest + 128) >> 8;
    }
  }
}

export function blendOverlay(target: Planes, overlay: Overlay): void {
  const [y, u, v] = overlay.planes;
  if (!y || !u || !v) return;
  blendOverlayPlane(target.y, target.width, y);
  blendOverlayPlane(target.u, target.chromaWidth, u);
  blendOverlayPlane(target.v, target.chromaWidth, v);
}

function blendOverlayPlane(plane: Uint8Array, stride: number, source: OverlayPlane): void {
  const { premultiplied, rest, spans, width } = source;
  for (let row = 0; row < source.height; row += 1) {
    const from = spans[2 * row] ?? 0;
    const to = spans[2 * row + 1] ?? 0;
    const shift = (source.y + row) * stride + source.x - row * width;
    for (let index = row * width + from; index < row * width + to; index += 1) {
      const out = index + shift;
      plane[out] =
        ((plane[out] as number) * (rest[index] as number) +
          (premultiplied[index] as number) +
          128) >>
        8;
    }
  }
}

/**
 * An overlay from RGBA pixels of exactly the rectangle's size. Chroma samples take the mean of their
 * pixels, weighted by alpha. `reused` gives its memory, where it fits; its content is lost.
 */
export function overlayFromRgba(
  rect: PixelRect,
  pixels: Uint8ClampedArray,
  opacity: number,
  reused?: Overlay,
): Overlay {
  const chroma = chromaRect(rect);
  const [reusedY, reusedU, reusedV] = reused?.planes ?? [];
  const y = overlayPlane(rect, reusedY);
  const u = overlayPlane(chroma, reusedU);
  const v = overlayPlane(chroma, reusedV);
  const toWhole = (opacity * opaque) / 255;
  for (let chromaRow = 0, index = 0; chromaRow < chroma.height; chromaRow += 1) {
    const top = Math.max(0, 2 * (chroma.y + chromaRow) - rect.y);
    const bottom = Math.min(rect.height, 2 * (chroma.y + chromaRow) - rect.y + 2);
    for (let chromaColumn = 0; chromaColumn < chroma.width; chromaColumn += 1, index += 1) {
      const left = Math.max(0, 2 * (chroma.x + chromaColumn) - rect.x);
      const right = Math.min(rect.width, 2 * (chroma.x + chromaColumn) - rect.x + 2);
      let alphas = 0;
      let reds = 0;
      let greens = 0;
      let blues = 0;
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1) {
          const pixel = row * rect.width + column;
          const red = pixels[4 * pixel] as number;
          const green = pixels[4 * pixel + 1] as number;
          const blue = pixels[4 * pixel + 2] as number;
          const alpha = pixels[4 * pixel + 3] as number;
          const whole = (alpha * toWhole + 0.5) | 0;
          y.premultiplied[pixel] = lumaOf(red, green, blue) * whole + 0.5;
          y.rest[pixel] = opaque - whole;
          alphas += alpha;
          reds += red * alpha;
          greens += green * alpha;
          blues += blue * alpha;
        }
      }
      const whole = ((alphas / ((bottom - top) * (right - left))) * toWhole + 0.5) | 0;
      const red = alphas === 0 ? 0 : reds / alphas;
      const green = alphas === 0 ? 0 : greens / alphas;
      const blue = alphas === 0 ? 0 : blues / alphas;
      u.premultiplied[index] = uOf(red, green, blue) * whole + 0.5;
      u.rest[index] = opaque - whole;
      v.premultiplied[index] = vOf(red, green, blue) * whole + 0.5;
      v.rest[index] = opaque - whole;
    }
  }
  for (const plane of [y, u, v]) findSpans(plane);
  return { rect, planes: [y, u, v] };
}

function overlayPlane(rect: PixelRect, reused: OverlayPlane | undefined): OverlayPlane {
  if (reused?.width === rect.width && reused.height === rect.height) return { ...reused, ...rect };
  const samples = rect.width * rect.height;
  return {
    ...rect,
    premultiplied: new Uint16Array(samples),
    rest: new Uint16Array(samples),
    spans: new Int32Array(2 * rect.height),
  };
}

function findSpans({ rest, spans, width, height }: OverlayPlane): void {
  for (let row = 0; row < height; row += 1) {
    const start = row * width;
    let from = 0;
    while (from < width && rest[start + from] === opaque) from += 1;
    let to = width;
    while (to > from && rest[start + to - 1] === opaque) to -= 1;
    spans[2 * row] = from;
    spans[2 * row + 1] = to;
  }
}
