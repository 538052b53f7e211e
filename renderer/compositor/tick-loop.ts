import type { Closable } from '#shared/lib/closable.ts';
import { frameNumberAt, frameTimestampUs } from '#shared/model/program-clock.ts';

export interface TickLoopOptions {
  readonly fps: number;
  /** The program clock, µs. */
  readonly nowUs: () => number;
  readonly after: (delayMs: number, callback: () => void) => Closable;
  /** Composes frame `frameNumber`; the next tick waits for it. */
  readonly onTick: (frameNumber: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Ticks once a frame of the program clock's grid. Each wait is reckoned from the grid, so nothing
 * drifts. A tick that comes a whole frame late is counted as lagged and left out; no number comes twice.
 */
export class TickLoop implements Closable {
  readonly #options: TickLoopOptions;
  #last: number;
  #wait: Closable | null = null;
  #isClosed = false;
  #lagged = 0;

  constructor(options: TickLoopOptions) {
    this.#options = options;
    this.#last = frameNumberAt(options.nowUs(), options.fps);
    this.#schedule();
  }

  get framesLagged(): number {
    return this.#lagged;
  }

  close(): void {
    this.#isClosed = true;
    this.#wait?.close();
  }

  #schedule(): void {
    if (this.#isClosed) return;
    const { fps, nowUs, after } = this.#options;
    const delayMs = (frameTimestampUs(this.#last + 1, fps) - nowUs()) / 1000;
    this.#wait = after(Math.max(0, delayMs), () => void this.#wake());
  }

  async #wake(): Promise<void> {
    const { fps, nowUs, onTick, onError } = this.#options;
    const due = frameNumberAt(nowUs(), fps);
    // Timers may fire a little early.
    if (due > this.#last) {
      this.#lagged += due - this.#last - 1;
      this.#last = due;
      try {
        await onTick(due);
      } catch (error) {
        onError(error);
      }
    }
    this.#schedule();
  }
}
