import { frameTimestampUs } from '#shared/model/program-clock.ts';

/**
 * Says which frames are key frames: the first of each interval of the program clock, whichever frame
 * of it is not left out, and the next one after a request.
 */
export class KeyFrameGrid {
  readonly #fps: number;
  readonly #intervalUs: number;
  #lastInterval: number | null = null;
  #isRequested = true;

  constructor(fps: number, intervalS: number) {
    this.#fps = fps;
    this.#intervalUs = intervalS * 1e6;
  }

  request(): void {
    this.#isRequested = true;
  }

  /** To be asked once for each frame that is encoded. */
  isKey(frameNumber: number): boolean {
    // Half a millisecond: the grid's timestamps are rounded.
    const timestampUs = frameTimestampUs(frameNumber, this.#fps) + 500;
    const interval = Math.floor(timestampUs / this.#intervalUs);
    const isKey = this.#isRequested || interval !== this.#lastInterval;
    this.#lastInterval = interval;
    this.#isRequested = false;
    return isKey;
  }
}
