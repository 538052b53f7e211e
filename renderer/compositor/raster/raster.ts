import type { Closable } from '#shared/lib/closable.ts';
import type { DrawOp } from '../scene/draw-list.ts';
import type { Picture } from './picture.ts';

export interface FrameTiming {
  readonly timestampUs: number;
  readonly durationUs: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Turns draw lists into pictures of one size. One call at a time. */
export interface Raster extends Closable {
  readonly backEnd: 'cpu' | 'webgl2';
  /** Draws on black, bottom first. The caller closes the frame. */
  compose(
    ops: readonly DrawOp[],
    pictureOf: (sourceId: string) => Picture | null,
    timing: FrameTiming,
  ): Promise<VideoFrame>;
  /** Draws what was composed last, filling the target. */
  paintPreview(target: OffscreenCanvasRenderingContext2D): void;
}

/** The back end cannot go on, e.g. its WebGL context was lost. */
export class RasterLostError extends Error {
  override readonly name = 'RasterLostError';
}
