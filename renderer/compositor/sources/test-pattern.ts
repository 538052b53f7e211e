import { frameNumberAt } from '#shared/model/program-clock.ts';
import type { SourceOf } from '#shared/model/source.ts';
import {
  counterBand,
  counterCells,
  counterToCells,
  flashPatch,
  isFlashAt,
} from '#shared/model/test-pattern.ts';
import { nextPictureVersion } from '../raster/picture.ts';
import type { Picture } from '../raster/picture.ts';
import type { SourceShape } from '../scene/draw-list.ts';
import type { PictureSource } from './picture-source.ts';

const bars = ['#ffffff', '#ffff00', '#00ffff', '#00ff00', '#ff00ff', '#ff0000', '#0000ff'];
/** The lane of the moving element, and the line of text; fractions of the picture. */
const lane = { y: 0.6, height: 0.08 };
const caption = { y: 0.69, height: 0.1 };
const moverWidth = 0.05;
const moverPeriodUs = 4_000_000;

/**
 * Bars, a moving element, a clock to read, and the counter and flash of shared/model/test-pattern.ts.
 * Only what changes is drawn again.
 */
export class TestPatternSource implements PictureSource {
  readonly shape: SourceShape;
  readonly #fps: () => number;
  readonly #context: OffscreenCanvasRenderingContext2D;
  #picture: Picture | null = null;
  #drawnUs = -1;

  constructor(source: SourceOf<'test-pattern'>, fps: () => number) {
    const { width, height } = source;
    this.shape = { width, height, isOpaque: true };
    this.#fps = fps;
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      alpha: false,
      willReadFrequently: true,
    });
    if (!context) throw new Error('This browser has no Canvas2D in workers.');
    this.#context = context;
    this.#drawStatic();
  }

  picture(nowUs: number): Picture | null {
    if (nowUs !== this.#drawnUs) this.#draw(nowUs);
    return this.#picture;
  }

  setOnAir(): void {
    // Draws only when asked.
  }

  close(): void {
    this.#context.canvas.width = this.#context.canvas.height = 0;
  }

  #drawStatic(): void {
    const { width, height } = this.shape;
    const context = this.#context;
    context.fillStyle = '#202020';
    context.fillRect(0, 0, width, height);
    bars.forEach((colour, index) => {
      const left = Math.round((index * width) / bars.length);
      context.fillStyle = colour;
      context.fillRect(
        left,
        0,
        Math.round(((index + 1) * width) / bars.length) - left,
        lane.y * height,
      );
    });
    const ramp = context.createLinearGradient(0, 0, width, 0);
    ramp.addColorStop(0, '#000');
    ramp.addColorStop(1, '#fff');
    context.fillStyle = ramp;
    context.fillRect(0, 0.92 * height, width, 0.08 * height);
    context.textBaseline = 'middle';
    context.font = `600 ${Math.round(caption.height * 0.7 * height)}px monospace`;
  }

  #draw(nowUs: number): void {
    this.#drawnUs = nowUs;
    const frameNumber = frameNumberAt(nowUs, this.#fps());
    this.#fill('#202020', { x: 0, width: 1, ...lane });
    const way = (nowUs % moverPeriodUs) / moverPeriodUs;
    this.#fill('#ffffff', { x: way * (1 - moverWidth), width: moverWidth, ...lane });
    this.#fill(isFlashAt(nowUs) ? '#ffffff' : '#000000', flashPatch);
    this.#drawCounter(frameNumber);
    this.#drawCaption(nowUs, frameNumber);
    this.#picture = {
      kind: 'bitmap',
      image: this.#context.canvas,
      version: nextPictureVersion(),
      isStill: false,
    };
  }

  #drawCounter(frameNumber: number): void {
    this.#fill('#000000', counterBand);
    const { x, y, width, height } = counterBand;
    counterToCells(frameNumber).forEach((isLit, cell) => {
      const cellWidth = width / counterCells;
      if (isLit) this.#fill('#ffffff', { x: x + cell * cellWidth, y, width: cellWidth, height });
    });
  }

  #drawCaption(nowUs: number, frameNumber: number): void {
    const { width, height } = this.shape;
    this.#fill('#202020', { x: 0, width: 1, ...caption });
    this.#context.fillStyle = '#ffffff';
    const clock = new Date(nowUs / 1000).toISOString().slice(11, 23);
    this.#context.fillText(
      `${clock} UTC  ${frameNumber}`,
      0.02 * width,
      (caption.y + caption.height / 2) * height,
      0.96 * width,
    );
  }

  /** Fractions of the picture, to whole pixels. */
  #fill(colour: string, rect: { x: number; y: number; width: number; height: number }): void {
    const { width, height } = this.shape;
    const left = Math.round(rect.x * width);
    const top = Math.round(rect.y * height);
    this.#context.fillStyle = colour;
    this.#context.fillRect(
      left,
      top,
      Math.round((rect.x + rect.width) * width) - left,
      Math.round((rect.y + rect.height) * height) - top,
    );
  }
}
