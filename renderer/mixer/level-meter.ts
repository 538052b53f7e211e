import type { ChannelLevel } from '../program/program.ts';

export const metersPerSecond = 30;
const clipHoldS = 1;

export interface LevelReading {
  readonly channels: readonly ChannelLevel[];
  readonly clipped: boolean;
}

/** Peak and RMS of each channel over a thirtieth of a second, and whether full scale was reached. */
export class LevelMeter {
  readonly #sampleRate: number;
  readonly #peaks: [number, number] = [0, 0];
  readonly #squares: [number, number] = [0, 0];
  #frames = 0;
  #framesUntilDue: number;
  #clipHoldFrames = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
    this.#framesUntilDue = sampleRate / metersPerSecond;
  }

  /** One quantum; no channels is silence, one is heard on both sides. Returns a reading when it is due. */
  add(channels: readonly Float32Array[], length: number): LevelReading | undefined {
    let hasClipped = false;
    for (const side of [0, 1] as const) {
      const samples = channels[side] ?? channels[0];
      if (!samples) continue;
      let peak = 0;
      let squares = 0;
      for (const sample of samples) {
        const size = Math.abs(sample);
        if (size > peak) peak = size;
        squares += sample * sample;
      }
      this.#peaks[side] = Math.max(this.#peaks[side], peak);
      this.#squares[side] += squares;
      hasClipped ||= peak >= 1;
    }
    this.#frames += length;
    this.#clipHoldFrames = hasClipped
      ? clipHoldS * this.#sampleRate
      : Math.max(0, this.#clipHoldFrames - length);
    this.#framesUntilDue -= length;
    return this.#framesUntilDue <= 0 ? this.#read() : undefined;
  }

  #read(): LevelReading {
    const channels = ([0, 1] as const).map((side) => ({
      peakDb: toDb(this.#peaks[side]),
      rmsDb: toDb(Math.sqrt(this.#squares[side] / this.#frames)),
    }));
    this.#peaks.fill(0);
    this.#squares.fill(0);
    this.#frames = 0;
    // Added, not set: the part of a quantum that was too much is taken off the next interval.
    this.#framesUntilDue += this.#sampleRate / metersPerSecond;
    return { channels, clipped: this.#clipHoldFrames > 0 };
  }
}

/** dBFS of an amplitude; silence is −Infinity. */
export function toDb(amplitude: number): number {
  return 20 * Math.log10(amplitude);
}

export function fromDb(db: number): number {
  return 10 ** (db / 20);
}
