import type { Transform } from '#shared/model/scene-collection.ts';

/** An affine map as Canvas2D takes it: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export interface Matrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const identity: Matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

/** The inverse, or null where the map flattens the plane. */
export function invert({ a, b, c, d, e, f }: Matrix): Matrix | null {
  const determinant = a * d - b * c;
  if (Math.abs(determinant) < 1e-12) return null;
  return {
    a: d / determinant,
    b: -b / determinant,
    c: -c / determinant,
    d: a / determinant,
    e: (c * f - d * e) / determinant,
    f: (b * e - a * f) / determinant,
  };
}

/** Neither rotated nor mirrored. */
export function isUpright({ a, b, c, d }: Matrix): boolean {
  return b === 0 && c === 0 && a > 0 && d > 0;
}

/** The smallest upright rectangle around the mapped one. */
export function boundsOf(matrix: Matrix, { x, y, width, height }: Rect): Rect {
  const corners = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ] as const;
  const xs = corners.map(([px, py]) => matrix.a * px + matrix.c * py + matrix.e);
  const ys = corners.map(([px, py]) => matrix.b * px + matrix.d * py + matrix.f);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

export function intersect(first: Rect, second: Rect): Rect | null {
  const x = Math.max(first.x, second.x);
  const y = Math.max(first.y, second.y);
  const width = Math.min(first.x + first.width, second.x + second.width) - x;
  const height = Math.min(first.y + first.height, second.y + second.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

export function union(first: Rect | null, second: Rect): Rect {
  if (!first) return second;
  const x = Math.min(first.x, second.x);
  const y = Math.min(first.y, second.y);
  return {
    x,
    y,
    width: Math.max(first.x + first.width, second.x + second.width) - x,
    height: Math.max(first.y + first.height, second.y + second.height) - y,
  };
}

/** What is left of `content` after the crop, or null when nothing is. */
export function croppedRect(content: Rect, crop: Transform['crop']): Rect | null {
  const width = content.width - crop.left - crop.right;
  const height = content.height - crop.top - crop.bottom;
  if (width <= 0 || height <= 0) return null;
  return { x: content.x + crop.left, y: content.y + crop.top, width, height };
}

/**
 * Where an item puts its content. The cropped content's corner lands on `x`, `y` (for a group, whose
 * content may begin anywhere, the group's own origin does); mirroring (a negative scale) and rotation
 * turn about the centre of what is seen.
 */
export function itemMatrix(transform: Transform, cropped: Rect): Matrix {
  const { x, y, scaleX, scaleY, rotationDeg, crop } = transform;
  const centreX = cropped.x + cropped.width / 2;
  const centreY = cropped.y + cropped.height / 2;
  const placedX = x + Math.abs(scaleX) * (centreX - crop.left);
  const placedY = y + Math.abs(scaleY) * (centreY - crop.top);
  const { cosine, sine } = rotation(rotationDeg);
  const turned: Matrix = {
    a: cosine * scaleX,
    b: sine * scaleX,
    c: -sine * scaleY,
    d: cosine * scaleY,
    e: placedX,
    f: placedY,
  };
  return multiply(turned, { ...identity, e: -centreX, f: -centreY });
}

/** Exact at right angles, so that an item turned by 360° is upright again. */
function rotation(degrees: number): { cosine: number; sine: number } {
  const turned = ((degrees % 360) + 360) % 360;
  if (turned === 0) return { cosine: 1, sine: 0 };
  if (turned === 90) return { cosine: 0, sine: 1 };
  if (turned === 180) return { cosine: -1, sine: 0 };
  if (turned === 270) return { cosine: 0, sine: -1 };
  const radians = (turned * Math.PI) / 180;
  return { cosine: Math.cos(radians), sine: Math.sin(radians) };
}
