import type { PictureOp } from '../scene/draw-list.ts';
import { boundsOf, identity, intersect, multiply } from '../scene/matrix.ts';
import type { Matrix } from '../scene/matrix.ts';
import { drawPicture } from './canvas-raster.ts';
import type { Picture } from './picture.ts';
import { overlayFromRgba } from './plane-blend.ts';
import type { Overlay, PixelRect } from './plane-blend.ts';
import type { Size } from './raster.ts';

/** Beyond this share of the output a canvas for the whole frame is no dearer. */
const maxShare = 0.4;

/** Whether a picture may be drawn by itself on a canvas and then laid over: turned, mirrored, in RGB. */
export function isPatch(op: PictureOp, output: Size): boolean {
  const { width, height } = patchRect(op, output) ?? { width: 0, height: 0 };
  return op.blendMode === 'normal' && width * height <= output.width * output.height * maxShare;
}

/** Draws single pictures with Canvas2D for a raster that composes in planes. */
export class CanvasPatch {
  readonly #output: Size;
  #context: OffscreenCanvasRenderingContext2D | null = null;
  #overlay: Overlay | undefined;

  constructor(output: Size) {
    this.#output = output;
  }

  /** Null when nothing of it is seen; else good until the next one is drawn. */
  draw(op: PictureOp, picture: Picture): Overlay | null {
    const rect = patchRect(op, this.#output);
    if (!rect) return null;
    const context = this.#contextFor(rect);
    const shift: Matrix = { ...identity, e: -rect.x, f: -rect.y };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, rect.width, rect.height);
    const clips = op.clips.map((clip) => ({ ...clip, matrix: multiply(shift, clip.matrix) }));
    drawPicture(context, { ...op, clips, matrix: multiply(shift, op.matrix) }, picture);
    const { data } = context.getImageData(0, 0, rect.width, rect.height);
    this.#overlay = overlayFromRgba(rect, data, 1, this.#overlay);
    return this.#overlay;
  }

  /** One that is large enough; it grows and stays. */
  #contextFor({ width, height }: PixelRect): OffscreenCanvasRenderingContext2D {
    const before = this.#context?.canvas ?? { width: 0, height: 0 };
    if (this.#context && before.width >= width && before.height >= height) return this.#context;
    const canvas = new OffscreenCanvas(
      Math.max(before.width, width),
      Math.max(before.height, height),
    );
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('This browser has no Canvas2D in workers.');
    this.#context = context;
    return context;
  }
}

/** The whole pixels that a picture touches. */
function patchRect(op: PictureOp, output: Size): PixelRect | null {
  const seen = intersect(boundsOf(op.matrix, op.crop), { x: 0, y: 0, ...output });
  if (!seen) return null;
  const x = Math.floor(seen.x);
  const y = Math.floor(seen.y);
  return {
    x,
    y,
    width: Math.min(output.width, Math.ceil(seen.x + seen.width)) - x,
    height: Math.min(output.height, Math.ceil(seen.y + seen.height)) - y,
  };
}
