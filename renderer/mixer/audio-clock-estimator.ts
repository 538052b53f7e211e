import { AudioClock, nominalUsPerFrame, programUsAt, type AudioClockMap } from './audio-clock.ts';

/**
 * A block is late by what kept the threads busy, never early: the least delay of a window is true.
 * 200 ms holds about six pictures, between which the worker reads what came.
 */
const windowFrames = 9_600;
/** A map comes into force this far ahead of the newest block, so that it is everywhere by then. */
const leadFrames = 4_800;
/** Part of an error that is taken away in one window. */
const proportion = 0.1;
/** Part of an error, as a rate, that is taken for drift. */
const integration = 0.004;
/** The device's rate is not known at first; the loop is quicker for these many windows (6 s). */
const acquireWindows = 30;
const acquireProportion = 0.3;
const acquireIntegration = 0.03;
/** Devices are within 200 ppm; a machine without one was seen 5000 ppm off. */
const maxDrift = 8_000e-6;
/** The map bends by at most this beyond the drift: 9 cents of pitch, for a second or so. */
const maxBend = 5_000e-6;
/** A larger error is sound that the device lost, and a step. */
const stepUs = 4_000;
/**
 * Three windows must agree how late it is: a worker that stalls for longer than a window makes each one
 * late by another amount. Where load keeps them from agreeing, ten late ones in a row (2 s) will do.
 */
const lateWindows = 10;

/**
 * Estimates the program time of AudioContext frames from when blocks of PCM arrive: a second-order
 * loop over the least arrival delay of each window. Maps join without a step, except where the device
 * left out sound or was suspended.
 */
export class AudioClockEstimator {
  readonly #clock = new AudioClock();
  #last: AudioClockMap | undefined;
  #drift = 0;
  #windows = 0;
  #windowStartFrame = 0;
  #leastDelayUs = Infinity;
  readonly #lateUs: number[] = [];
  #skewUs = 0;
  #expectedFrame = 0;

  /** How much faster than nominal the device's clock runs against the program clock. */
  get driftPpm(): number {
    return -this.#drift * 1e6;
  }

  /** What the last window left of skew, µs; a window that only seems late does not count. */
  get skewUs(): number {
    return this.#skewUs;
  }

  /** Program time of `frame`, or undefined before the first block. Frames are asked for in order. */
  programUsAt(frame: number): number | undefined {
    const map = this.#clock.mapAt(frame);
    return map && programUsAt(map, frame);
  }

  /** Sound of `startFrame` to before `endFrame` arrived at `arrivalUs`. Returns a new map, if any. */
  observe(startFrame: number, endFrame: number, arrivalUs: number): AudioClockMap | undefined {
    const isGap = startFrame !== this.#expectedFrame;
    this.#expectedFrame = endFrame;
    const expectedUs = this.programUsAt(endFrame);
    if (expectedUs === undefined || isGap) return this.#start(startFrame, endFrame, arrivalUs);
    this.#leastDelayUs = Math.min(this.#leastDelayUs, arrivalUs - expectedUs);
    if (endFrame - this.#windowStartFrame < windowFrames) return undefined;
    const delayUs = this.#leastDelayUs;
    this.#windowStartFrame = endFrame;
    this.#leastDelayUs = Infinity;
    this.#windows += 1;
    return this.#correct(endFrame + leadFrames, delayUs);
  }

  #start(startFrame: number, endFrame: number, arrivalUs: number): AudioClockMap {
    const usPerFrame = nominalUsPerFrame * (1 + this.#drift);
    this.#windows = 0;
    this.#windowStartFrame = endFrame;
    this.#leastDelayUs = Infinity;
    this.#lateUs.length = 0;
    return this.#publish({
      anchorFrame: startFrame,
      anchorUs: arrivalUs - (endFrame - startFrame) * usPerFrame,
      usPerFrame,
    });
  }

  #correct(anchorFrame: number, delayUs: number): AudioClockMap | undefined {
    if (delayUs > stepUs && !this.#isSurelyLate(delayUs)) {
      this.#lateUs.push(delayUs);
      return undefined;
    }
    const isStep = Math.abs(delayUs) > stepUs;
    const stepByUs = isStep ? Math.min(delayUs, ...this.#lateUs) : 0;
    const errorUs = delayUs - stepByUs;
    this.#lateUs.length = 0;
    this.#skewUs = errorUs;
    const isAcquiring = this.#windows <= acquireWindows;
    const errorRate = clamp(errorUs, stepUs) / (windowFrames * nominalUsPerFrame);
    const gain = isAcquiring ? acquireIntegration : integration;
    if (!isStep) this.#drift = clamp(this.#drift + gain * errorRate, maxDrift);
    const bend = isStep
      ? 0
      : clamp((isAcquiring ? acquireProportion : proportion) * errorRate, maxBend);
    const anchorUs = (this.#last && programUsAt(this.#last, anchorFrame)) ?? 0;
    return this.#publish({
      anchorFrame,
      anchorUs: anchorUs + stepByUs,
      usPerFrame: nominalUsPerFrame * (1 + this.#drift + bend),
    });
  }

  #isSurelyLate(delayUs: number): boolean {
    const before = this.#lateUs.slice(-2);
    const isAgreed = before.every((lateUs) => Math.abs(delayUs - lateUs) < stepUs);
    return (before.length === 2 && isAgreed) || this.#lateUs.length >= lateWindows;
  }

  #publish(map: AudioClockMap): AudioClockMap {
    this.#last = map;
    this.#clock.add(map);
    return map;
  }
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
