import type { Transform } from '#shared/model/scene-collection.ts';
import { identity, invert } from '../../compositor/scene/matrix.ts';
import { transformOf, type Size } from './geometry.ts';
import type { PlacedItem } from './placed-items.ts';
import { applyMatrix, type Point } from './point.ts';
import { resizeBox, rotationTowards, type Handle } from './resize.ts';

/** Canvas pixels are whole to the eye; hundredths keep a turned box from creeping. */
const rounded = (value: number): number => Math.round(value * 100) / 100;

/** A point of the canvas in the plane in which the item's box lies. */
export function toParent(placed: PlacedItem, point: Point): Point {
  const inverse = invert(placed.toCanvas);
  return inverse ? applyMatrix(inverse, point) : point;
}

/** The item moved by a distance on the canvas; on whole pixels, for a sharp picture, where it can. */
export function movedBy(placed: PlacedItem, by: Point): Pick<Transform, 'x' | 'y'> {
  const from = toParent(placed, { x: 0, y: 0 });
  const to = toParent(placed, by);
  const { x, y } = placed.item.transform;
  const round = placed.toCanvas === identity ? Math.round : rounded;
  return { x: round(x + to.x - from.x), y: round(y + to.y - from.y) };
}

/** The item with a handle drawn to a point of the canvas; the opposite corner stays. */
export function resizedTo(
  placed: PlacedItem,
  handle: Handle,
  pointer: Point,
  keepRatio: boolean,
): Transform {
  const box = resizeBox(placed.box, handle, toParent(placed, pointer), keepRatio);
  const transform = transformOf(box, placed.cropped, placed.item.transform);
  return { ...transform, x: rounded(transform.x), y: rounded(transform.y) };
}

/** The item turned so that its top looks at a point of the canvas. */
export function turnedTo(
  placed: PlacedItem,
  pointer: Point,
  stepDeg: number,
): Pick<Transform, 'rotationDeg'> {
  return { rotationDeg: rounded(rotationTowards(placed.box, toParent(placed, pointer), stepDeg)) };
}

/** The item upright, as large as the plane allows, in its middle. */
export function fitInto(placed: PlacedItem, plane: Size): Transform {
  const { cropped } = placed;
  const scale = Math.min(plane.width / cropped.width, plane.height / cropped.height);
  const width = cropped.width * scale;
  const height = cropped.height * scale;
  const x = (plane.width - width) / 2;
  const y = (plane.height - height) / 2;
  return transformOf({ x, y, width, height, rotationDeg: 0 }, cropped, placed.item.transform);
}
