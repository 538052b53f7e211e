import type { PictureOp } from '../scene/draw-list.ts';
import { boundsOf, intersect, isUpright } from '../scene/matrix.ts';
import type { Rect } from '../scene/matrix.ts';
import type { PixelRect } from './plane-blend.ts';
import type { Size } from './raster.ts';

/** Which whole samples of the source land on which whole samples of the output. */
export interface Placement {
  readonly source: PixelRect;
  readonly target: PixelRect;
}

/** Whether an op only moves, scales, cuts and fades. */
export function isPlain(op: PictureOp): boolean {
  return (
    op.blendMode === 'normal' &&
    isUpright(op.matrix) &&
    op.clips.every((clip) => isUpright(clip.matrix))
  );
}

/** Null when nothing of a plain op's picture is seen. */
export function placePicture(op: PictureOp, output: Size): Placement | null {
  const whole = rounded(boundsOf(op.matrix, op.crop));
  const { crop } = op;
  let target = intersect(whole, { x: 0, y: 0, ...output });
  for (const clip of op.clips) {
    target = target && intersect(target, rounded(boundsOf(clip.matrix, clip.rect)));
  }
  if (!target) return null;
  const scaleX = crop.width / whole.width;
  const scaleY = crop.height / whole.height;
  const source = rounded({
    x: crop.x + (target.x - whole.x) * scaleX,
    y: crop.y + (target.y - whole.y) * scaleY,
    width: target.width * scaleX,
    height: target.height * scaleY,
  });
  return {
    target,
    source: { ...source, width: Math.max(1, source.width), height: Math.max(1, source.height) },
  };
}

function rounded({ x, y, width, height }: Rect): Rect {
  const left = Math.round(x);
  const top = Math.round(y);
  return {
    x: left,
    y: top,
    width: Math.round(x + width) - left,
    height: Math.round(y + height) - top,
  };
}
