import type { Matrix } from '../../compositor/scene/matrix.ts';

/** A point in whatever plane the function says: canvas pixels, screen pixels, a group's own. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export function applyMatrix(matrix: Matrix, { x, y }: Point): Point {
  return {
    x: matrix.a * x + matrix.c * y + matrix.e,
    y: matrix.b * x + matrix.d * y + matrix.f,
  };
}

/** Turns `point` about `centre`, clockwise on the screen, for y points down. */
export function rotateAbout(point: Point, centre: Point, angleDeg: number): Point {
  const angle = (angleDeg * Math.PI) / 180;
  const dx = point.x - centre.x;
  const dy = point.y - centre.y;
  return {
    x: centre.x + dx * Math.cos(angle) - dy * Math.sin(angle),
    y: centre.y + dx * Math.sin(angle) + dy * Math.cos(angle),
  };
}
