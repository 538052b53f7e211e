import type { Raster } from './raster/raster.ts';

/** The program drawn small for a person. */
export class Preview {
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #intervalUs: number;
  #nextUs = 0;
  #costUs = 0;

  /** At most `fps` pictures a second. Throws where the canvas already has another context. */
  constructor(canvas: OffscreenCanvas, fps: number) {
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('The preview canvas cannot be drawn on.');
    this.#context = context;
    this.#intervalUs = 1e6 / fps;
  }

  resize(width: number, height: number): void {
    this.#context.canvas.width = Math.max(1, width);
    this.#context.canvas.height = Math.max(1, height);
    this.#nextUs = 0;
  }

  /** Draws what `raster` composed last, if it is time and can be done before `deadlineUs`. */
  paint(raster: Raster, nowUs: () => number, deadlineUs: number): void {
    const startUs = nowUs();
    // A fifth of the interval early is better than a frame of the program late.
    if (startUs < this.#nextUs - this.#intervalUs / 5) return;
    if (startUs + this.#costUs > deadlineUs) {
      // One slow picture must not end the preview for good.
      this.#costUs *= 0.9;
      return;
    }
    raster.paintPreview(this.#context);
    this.#costUs = Math.max(nowUs() - startUs, this.#costUs * 0.9);
    this.#nextUs = Math.max(this.#nextUs + this.#intervalUs, startUs);
  }
}
