import type { BlendMode } from '#shared/model/scene-collection.ts';
import type { Matrix, Rect } from './matrix.ts';

/** Nothing outside the mapped rectangle is drawn. */
export interface Clip {
  readonly matrix: Matrix;
  readonly rect: Rect;
}

interface OpBase {
  /** 0 to 1, of everything above it in the tree too. */
  readonly opacity: number;
  readonly blendMode: BlendMode;
  readonly clips: readonly Clip[];
}

/** One source's picture: `crop` of it, in source pixels, mapped to output pixels by `matrix`. */
export interface PictureOp extends OpBase {
  readonly kind: 'picture';
  readonly sourceId: string;
  readonly matrix: Matrix;
  readonly crop: Rect;
}

/** Drawn by itself first and then laid over the rest as one picture of the whole output. */
export interface LayerOp extends OpBase {
  readonly kind: 'layer';
  readonly ops: readonly DrawOp[];
  readonly background: 'transparent' | 'black';
}

export type DrawOp = PictureOp | LayerOp;

/** What flattening must know of a source. */
export interface SourceShape {
  readonly width: number;
  readonly height: number;
  /** No pixel lets through what is below. */
  readonly isOpaque: boolean;
}
