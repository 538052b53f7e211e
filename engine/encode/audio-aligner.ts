import { halfTaps, interpolate } from './fractional-resampler.ts';
import { SampleClock } from './sample-clock.ts';

const sampleRate = 48_000;
const channels = 2;
/**
 * A larger difference is no noise and no drift: the device lost sound, or the clock jumped. Timestamps
 * are taken to be within ±2 ms; under load an AudioContext loses blocks of 21 ms and more.
 */
const jumpUs = 15_000;
/** A longer gap is left open instead of being filled with silence. */
const maxSilenceSamples = 10 * sampleRate;
/** In how long a remaining error is worked off, and how much of the pitch that may cost. */
const steeringSamples = 4 * sampleRate;
const maxSteering = 0.005;

/** Samples on the program clock: sample `n` stands at `originUs + n / 48 kHz`. */
export interface AlignedAudio {
  readonly position: number;
  /** Interleaved stereo. */
  readonly samples: Float32Array;
}

/**
 * Puts the sound device's samples on the program clock. The device may be off by thousands of ppm and
 * the timestamps of chunks by some ms: the difference is filtered and worked off by resampling, so
 * that the pitch does not wobble (law 2). Gaps and jumps over 15 ms are filled with silence or cut at
 * once. Sound comes out complete, in order, and as late as the interpolation needs: 0.25 ms.
 */
export class AudioAligner {
  #originUs: number | undefined;
  #clock: SampleClock | undefined;
  /** Samples of this segment from index `#inputStart` on; a segment ends where the sound jumps. */
  #input = new Float32Array(halfTaps * channels);
  #inputStart = -halfTaps;
  #inputEnd = 0;
  /** Where in the segment the next output sample is read. */
  #readAt = 0;
  #nextPosition = 0;

  /** Program time of position 0: the first chunk's timestamp. */
  get originUs(): number {
    return this.#originUs ?? 0;
  }

  /** How much faster than nominal the sound device runs, by the program clock. */
  get driftPpm(): number {
    return this.#clock ? (1e6 / sampleRate / this.#clock.periodUs - 1) * 1e6 : 0;
  }

  /** @param samples Interleaved stereo; `timestampUs` is the first one's. */
  push(timestampUs: number, samples: Float32Array): AlignedAudio[] {
    this.#originUs ??= timestampUs;
    const timeUs = timestampUs - this.#originUs;
    const clock = (this.#clock ??= new SampleClock(sampleRate, timeUs));
    const aligned: AlignedAudio[] = [];
    if (Math.abs(timeUs - clock.timeOf(this.#inputEnd)) > jumpUs) {
      this.#endSegment(clock, aligned);
      clock.jump(timeUs);
      this.#beginSegment(clock, timeUs, aligned);
    } else if (this.#inputEnd > 0) {
      clock.observe(this.#inputEnd, timeUs);
    }
    this.#append(samples);
    this.#produce(clock, aligned);
    return aligned;
  }

  #reset(readAt: number): void {
    // Silence before the first sample, for the interpolation to reach into.
    this.#input = new Float32Array(halfTaps * channels);
    this.#inputStart = -halfTaps;
    this.#inputEnd = 0;
    this.#readAt = readAt;
  }

  #endSegment(clock: SampleClock, aligned: AlignedAudio[]): void {
    const end = this.#inputEnd;
    this.#append(new Float32Array(halfTaps * channels));
    this.#produce(clock, aligned);
    this.#inputEnd = end;
  }

  #beginSegment(clock: SampleClock, timeUs: number, aligned: AlignedAudio[]): void {
    const start = Math.ceil((timeUs * sampleRate) / 1e6);
    const missing = start - this.#nextPosition;
    if (missing > 0 && missing <= maxSilenceSamples) {
      aligned.push({
        position: this.#nextPosition,
        samples: new Float32Array(missing * channels),
      });
    }
    this.#nextPosition = Math.max(this.#nextPosition, start);
    // Sound that stands before what was already given out is passed over.
    this.#reset(Math.max(0, clock.indexAt(this.#outputTimeUs())));
  }

  /** Times are from the origin on. */
  #outputTimeUs(): number {
    return (this.#nextPosition * 1e6) / sampleRate;
  }

  #append(samples: Float32Array): void {
    const keepFrom = Math.min(Math.floor(this.#readAt) - halfTaps, this.#inputEnd);
    const skipped = Math.max(0, keepFrom - this.#inputStart);
    const kept = this.#input.subarray(skipped * channels);
    const joined = new Float32Array(kept.length + samples.length);
    joined.set(kept);
    joined.set(samples, kept.length);
    this.#input = joined;
    this.#inputStart += skipped;
    this.#inputEnd += samples.length / channels;
  }

  #produce(clock: SampleClock, aligned: AlignedAudio[]): void {
    const behind = clock.indexAt(this.#outputTimeUs()) - this.#readAt;
    const steering = Math.max(-maxSteering, Math.min(maxSteering, behind / steeringSamples));
    const ratio = 1e6 / sampleRate / clock.periodUs + steering;
    const count = Math.floor((this.#inputEnd - halfTaps - this.#readAt) / ratio);
    if (count <= 0) return;
    const samples = new Float32Array(count * channels);
    const first = this.#readAt - this.#inputStart;
    for (let index = 0; index < count; index += 1) {
      interpolate(this.#input, first + index * ratio, samples, index);
    }
    aligned.push({ position: this.#nextPosition, samples });
    this.#readAt += count * ratio;
    this.#nextPosition += count;
  }
}
