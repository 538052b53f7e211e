import { rotateAbout, type Point } from './point.ts';
import { centreOf, type Box } from './geometry.ts';

/** Where a handle sits: −1, 0 or 1 of half the box to the right and down. */
export const handles = {
  nw: { x: -1, y: -1 },
  n: { x: 0, y: -1 },
  ne: { x: 1, y: -1 },
  e: { x: 1, y: 0 },
  se: { x: 1, y: 1 },
  s: { x: 0, y: 1 },
  sw: { x: -1, y: 1 },
  w: { x: -1, y: 0 },
} as const;
export type Handle = keyof typeof handles;
export const handleNames = Object.keys(handles) as Handle[];

const smallest = 1;

/** A handle's place in the plane of the box. */
export function handlePoint(box: Box, handle: Handle): Point {
  const { x, y } = handles[handle];
  const centre = centreOf(box);
  const point = { x: centre.x + (x * box.width) / 2, y: centre.y + (y * box.height) / 2 };
  return rotateAbout(point, centre, box.rotationDeg);
}

/**
 * The box with its handle drawn to `pointer`; the opposite corner or edge stays where it is.
 * `keepRatio` counts at the corners only.
 */
export function resizeBox(box: Box, handle: Handle, pointer: Point, keepRatio: boolean): Box {
  const direction = handles[handle];
  const centre = centreOf(box);
  const straight = rotateAbout(pointer, centre, -box.rotationDeg);
  const anchor = {
    x: centre.x - (direction.x * box.width) / 2,
    y: centre.y - (direction.y * box.height) / 2,
  };
  let width = direction.x === 0 ? box.width : (straight.x - anchor.x) * direction.x;
  let height = direction.y === 0 ? box.height : (straight.y - anchor.y) * direction.y;
  width = Math.max(smallest, width);
  height = Math.max(smallest, height);
  if (keepRatio && direction.x !== 0 && direction.y !== 0) {
    const factor = Math.max(width / box.width, height / box.height);
    width = box.width * factor;
    height = box.height * factor;
  }
  const newCentre = rotateAbout(
    { x: anchor.x + (direction.x * width) / 2, y: anchor.y + (direction.y * height) / 2 },
    centre,
    box.rotationDeg,
  );
  return {
    x: newCentre.x - width / 2,
    y: newCentre.y - height / 2,
    width,
    height,
    rotationDeg: box.rotationDeg,
  };
}

/** The angle that turns the box's top towards `pointer`, −180 to 180; whole steps if asked. */
export function rotationTowards(box: Box, pointer: Point, stepDeg = 0): number {
  const centre = centreOf(box);
  const angle = (Math.atan2(pointer.y - centre.y, pointer.x - centre.x) * 180) / Math.PI + 90;
  const snapped = stepDeg > 0 ? Math.round(angle / stepDeg) * stepDeg : angle;
  return snapped > 180 ? snapped - 360 : snapped;
}
