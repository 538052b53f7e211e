import type { Clock } from '#shared/lib/clock.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { CompositorSample } from '#shared/model/broadcast.ts';
import { frameTimestampUs } from '#shared/model/program-clock.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import { ComposeMeter } from './compose-meter.ts';
import type { FromCompositor } from './messages.ts';
import { Preview } from './preview.ts';
import { ProgramDirector } from './program-director.ts';
import { ProgramOutput } from './program-output.ts';
import { CpuRaster } from './raster/cpu-raster.ts';
import type { Picture } from './raster/picture.ts';
import { RasterLostError } from './raster/raster.ts';
import type { Raster, Size } from './raster/raster.ts';
import { SourceSet } from './sources/source-set.ts';
import { TickLoop } from './tick-loop.ts';

const fatalFailures = 30;

export interface CompositorOptions {
  readonly output: OutputSettings;
  readonly mediaBase: string;
  readonly raster: Raster;
  readonly makeRaster: (backEnd: Raster['backEnd'], size: Size) => Raster;
  readonly clock: Pick<Clock, 'after'>;
  /** The program clock. */
  readonly nowUs: () => number;
  readonly post: (message: FromCompositor, transfer?: Transferable[]) => void;
  /** It cannot go on: so many frames failed one after the other. */
  readonly onError: (error: unknown) => void;
}

/** Composes the program, a frame a tick, and hands each frame to whoever wants it. */
export class Compositor implements Closable {
  readonly sources: SourceSet;
  readonly programOutput: ProgramOutput;
  readonly #options: CompositorOptions;
  readonly #director: ProgramDirector;
  readonly #meter = new ComposeMeter();
  readonly #closables = new ClosableStack();
  #output: OutputSettings;
  #raster: Raster;
  #loop: TickLoop;
  #preview: Preview | null = null;
  #wantsGrab = false;
  #framesComposed = 0;
  #failuresInRow = 0;
  /** Of the tick loops before this one, and frames lost with a back end. */
  #framesLaggedBefore = 0;
  #sampleTimer: Closable | null = null;

  constructor(options: CompositorOptions) {
    this.#options = options;
    this.#output = options.output;
    this.#raster = options.raster;
    const { post, clock, nowUs, mediaBase } = options;
    this.#director = new ProgramDirector({ shapeOf: (id) => this.sources.shapeOf(id) });
    this.#director.setOutput(options.output);
    this.sources = new SourceSet({
      mediaBase,
      clock,
      nowUs,
      fps: () => this.#output.fps,
      onTrouble: (sourceId, trouble) => {
        post({ kind: 'source-trouble', sourceId, trouble });
      },
      onDidChangeShape: (sourceId, shape) => {
        this.#director.invalidate();
        if (!shape) return;
        post({ kind: 'source-size', sourceId, width: shape.width, height: shape.height });
      },
    });
    this.programOutput = new ProgramOutput({ nowUs, post });
    this.#closables.defer(() => {
      this.#raster.close();
    });
    this.#closables.add(this.sources);
    this.#closables.add(this.programOutput);
    this.#loop = this.#newLoop();
    this.#sample();
  }

  setOutput(output: OutputSettings): void {
    const before = this.#output;
    this.#output = output;
    if (before.width !== output.width || before.height !== output.height) {
      this.#replaceRaster(this.#raster.backEnd);
    }
    if (before.fps !== output.fps) {
      this.#framesLaggedBefore += this.#loop.framesLagged;
      this.#loop.close();
      this.#loop = this.#newLoop();
    }
  }

  setCollection(collection: SceneCollection): void {
    this.sources.setSources(collection.sources);
    this.#director.setCollection(collection, this.#options.nowUs());
    this.sources.setOnAir(this.#director.onAirSources());
  }

  setPreview(canvas: OffscreenCanvas | null, fps: number): void {
    this.#preview = canvas && new Preview(canvas, fps);
  }

  resizePreview(width: number, height: number): void {
    this.#preview?.resize(width, height);
  }

  startEncoding(output: OutputSettings): void {
    this.setOutput(output);
    this.programOutput.start(output);
  }

  /** Posts the next frame as a PNG. */
  grab(): void {
    this.#wantsGrab = true;
  }

  /** Output and sources first, so that nothing reads a raster that is gone. */
  close(): Promise<void> {
    this.#loop.close();
    this.#sampleTimer?.close();
    return this.#closables.close();
  }

  #newLoop(): TickLoop {
    const { clock, nowUs } = this.#options;
    return new TickLoop({
      fps: this.#output.fps,
      nowUs,
      after: (delayMs, callback) => clock.after(delayMs, callback),
      onTick: (frameNumber) => this.#tick(frameNumber),
      onError: (error) => {
        this.#fail(error);
      },
    });
  }

  async #tick(frameNumber: number): Promise<void> {
    const { fps } = this.#output;
    const { nowUs } = this.#options;
    const timestampUs = frameTimestampUs(frameNumber, fps);
    const nextUs = frameTimestampUs(frameNumber + 1, fps);
    const frame = await this.#compose({ timestampUs, durationUs: nextUs - timestampUs });
    if (!frame) return;
    this.#framesComposed += 1;
    this.#failuresInRow = 0;
    try {
      this.programOutput.encode(frame, frameNumber);
      this.#preview?.paint(this.#raster, nowUs, nextUs);
      if (this.#wantsGrab) this.#postGrab();
    } finally {
      frame.close();
    }
  }

  async #compose(timing: { timestampUs: number; durationUs: number }): Promise<VideoFrame | null> {
    const start = performance.now();
    const { timestampUs } = timing;
    const wasInTransition = this.#director.isInTransition;
    const ops = this.#director.opsAt(timestampUs);
    if (wasInTransition && !this.#director.isInTransition) {
      this.sources.setOnAir(this.#director.onAirSources());
    }
    const pictureOf = (id: string): Picture | null => this.sources.picture(id, timestampUs);
    try {
      const frame = await this.#raster.compose(ops, pictureOf, timing);
      this.#meter.add(performance.now() - start);
      return frame;
    } catch (error) {
      this.#framesLaggedBefore += 1;
      if (!(error instanceof RasterLostError)) throw error;
      this.#replaceRaster('cpu');
      return null;
    }
  }

  /** One frame that fails, e.g. of a camera that changed its format in the middle, is a frame lost. */
  #fail(error: unknown): void {
    this.#failuresInRow += 1;
    if (this.#failuresInRow === fatalFailures) this.#options.onError(error);
  }

  #replaceRaster(backEnd: Raster['backEnd']): void {
    this.#raster.close();
    this.#raster =
      backEnd === 'cpu'
        ? new CpuRaster(this.#output)
        : this.#options.makeRaster(backEnd, this.#output);
    this.#director.setOutput(this.#output);
  }

  #postGrab(): void {
    this.#wantsGrab = false;
    const { width, height } = this.#output;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (!context) return;
    this.#raster.paintPreview(context);
    context.canvas
      .convertToBlob({ type: 'image/png' })
      .then((png) => {
        this.#options.post({ kind: 'grabbed', png });
      })
      .catch((error: unknown) => {
        this.#fail(error);
      });
  }

  #sample(): void {
    this.#sampleTimer = this.#options.clock.after(1000, () => {
      this.#options.post({ kind: 'sample', sample: this.#takeSample() });
      this.#sample();
    });
  }

  #takeSample(): CompositorSample {
    const { audioDriftPpm, audioSkewMs, counts } = this.programOutput;
    return {
      backEnd: this.#raster.backEnd,
      framesComposed: this.#framesComposed,
      framesLagged: this.#framesLaggedBefore + this.#loop.framesLagged,
      ...counts,
      composeMsP95: this.#meter.takeP95(),
      audioDriftPpm,
      audioSkewMs,
      sourceTroubles: [...this.sources.troubles].map(([sourceId, trouble]) => ({
        sourceId,
        trouble: trouble.slice(0, 512),
      })),
    };
  }
}
