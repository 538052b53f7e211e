import type { DrawOp } from '../scene/draw-list.ts';
import { CanvasRaster } from './canvas-raster.ts';
import type { Picture } from './picture.ts';
import { PlanarRaster } from './planar-raster.ts';
import type { FrameTiming, Raster, Size } from './raster.ts';

/** The back end without a GPU: planar where that is enough for the whole frame, else Canvas2D. */
export class CpuRaster implements Raster {
  readonly backEnd = 'cpu';
  readonly #size: Size;
  readonly #planar: PlanarRaster;
  #canvas: CanvasRaster | null = null;
  #last: PlanarRaster | CanvasRaster;

  constructor(size: Size) {
    this.#size = size;
    this.#planar = new PlanarRaster(size);
    this.#last = this.#planar;
  }

  compose(
    ops: readonly DrawOp[],
    pictureOf: (sourceId: string) => Picture | null,
    timing: FrameTiming,
  ): Promise<VideoFrame> {
    if (this.#planar.canCompose(ops, pictureOf)) this.#last = this.#planar;
    else this.#last = this.#canvas ??= new CanvasRaster(this.#size);
    return this.#last.compose(ops, pictureOf, timing);
  }

  paintPreview(target: OffscreenCanvasRenderingContext2D): void {
    this.#last.paintPreview(target);
  }

  close(): void {
    this.#canvas?.close();
  }
}
