import type { Transform } from '#shared/model/scene-collection.ts';
import { identity, type Matrix, type Rect } from '../../compositor/scene/matrix.ts';
import { applyMatrix, rotateAbout, type Point } from './point.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An item in its parent's plane: its rectangle before rotation, which turns about the centre. */
export interface Box extends Rect {
  readonly rotationDeg: number;
}

/** How the canvas lies in the view: `screen = canvas · scale + offset`. */
export interface Fit {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** The canvas as large as the view allows, in the middle. */
export function fitCanvas(canvas: Size, view: Size): Fit {
  const scale = Math.max(0, Math.min(view.width / canvas.width, view.height / canvas.height));
  return {
    scale,
    offsetX: (view.width - canvas.width * scale) / 2,
    offsetY: (view.height - canvas.height * scale) / 2,
  };
}

export function canvasToScreen(fit: Fit, { x, y }: Point): Point {
  return { x: x * fit.scale + fit.offsetX, y: y * fit.scale + fit.offsetY };
}

export function screenToCanvas(fit: Fit, { x, y }: Point): Point {
  if (fit.scale === 0) return { x: 0, y: 0 };
  return { x: (x - fit.offsetX) / fit.scale, y: (y - fit.offsetY) / fit.scale };
}

/**
 * Where an item lies in its parent's plane. `cropped` is what is seen of it, in its own plane: the
 * compositor's `croppedRect`, whose placing this repeats.
 */
export function boxOf(transform: Transform, cropped: Rect): Box {
  const { crop, rotationDeg } = transform;
  const scaleX = Math.abs(transform.scaleX);
  const scaleY = Math.abs(transform.scaleY);
  return {
    x: transform.x + (cropped.x - crop.left) * scaleX,
    y: transform.y + (cropped.y - crop.top) * scaleY,
    width: cropped.width * scaleX,
    height: cropped.height * scaleY,
    rotationDeg,
  };
}

/** The transform that puts what is seen of an item into `box`; mirroring and crop stay. */
export function transformOf(box: Box, cropped: Rect, old: Transform): Transform {
  const scaleX = box.width / cropped.width;
  const scaleY = box.height / cropped.height;
  return {
    ...old,
    x: box.x - (cropped.x - old.crop.left) * scaleX,
    y: box.y - (cropped.y - old.crop.top) * scaleY,
    scaleX: old.scaleX < 0 ? -scaleX : scaleX,
    scaleY: old.scaleY < 0 ? -scaleY : scaleY,
    rotationDeg: box.rotationDeg,
  };
}

export function centreOf(box: Rect): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Top left, top right, bottom right, bottom left of the turned box, through `toPlane`. */
export function cornersOf(box: Box, toPlane: Matrix = identity): Point[] {
  const centre = centreOf(box);
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  return [
    { x: box.x, y: box.y },
    { x: right, y: box.y },
    { x: right, y: bottom },
    { x: box.x, y: bottom },
  ].map((corner) => applyMatrix(toPlane, rotateAbout(corner, centre, box.rotationDeg)));
}

/** Whether the convex quadrilateral holds the point; its edge belongs to it. */
export function isInside(corners: readonly Point[], point: Point): boolean {
  let sign = 0;
  for (const [index, from] of corners.entries()) {
    const to = corners[(index + 1) % corners.length] ?? from;
    const cross = (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
    if (Math.abs(cross) < 1e-9) continue;
    if (sign !== 0 && Math.sign(cross) !== sign) return false;
    sign = Math.sign(cross);
  }
  return true;
}
