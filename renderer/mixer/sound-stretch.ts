/** Stereo samples without a break; sample `n` is heard `n · 1e6 / sampleRate` µs after `startUs`. */
export class SoundStretch {
  readonly sampleRate: number;
  #startUs: number;
  #left: Float32Array;
  #right: Float32Array;
  #length = 0;

  constructor(startUs: number, sampleRate: number) {
    this.sampleRate = sampleRate;
    this.#startUs = startUs;
    this.#left = new Float32Array(sampleRate);
    this.#right = new Float32Array(sampleRate);
  }

  get startUs(): number {
    return this.#startUs;
  }

  get endUs(): number {
    return this.#startUs + (this.#length * 1e6) / this.sampleRate;
  }

  /** Moves all of it later; the reader hears it as a change of pitch, so it must be tiny. */
  shift(byUs: number): void {
    this.#startUs += byUs;
  }

  append(left: Float32Array, right: Float32Array): void {
    this.#reserve(left.length);
    this.#left.set(left, this.#length);
    this.#right.set(right, this.#length);
    this.#length += left.length;
  }

  appendSilence(frames: number): void {
    this.#reserve(frames);
    this.#left.fill(0, this.#length, this.#length + frames);
    this.#right.fill(0, this.#length, this.#length + frames);
    this.#length += frames;
  }

  /** Forgets what was heard before `timeUs`, once it is half a second or more. */
  forgetBefore(timeUs: number): void {
    const frames = Math.min(
      this.#length,
      // The sample before is needed to interpolate.
      Math.floor(((timeUs - this.#startUs) * this.sampleRate) / 1e6) - 1,
    );
    if (frames < this.sampleRate / 2) return;
    this.#left.copyWithin(0, frames, this.#length);
    this.#right.copyWithin(0, frames, this.#length);
    this.#length -= frames;
    this.#startUs += (frames * 1e6) / this.sampleRate;
  }

  readLeft(position: number): number {
    return this.#read(this.#left, position);
  }

  readRight(position: number): number {
    return this.#read(this.#right, position);
  }

  /** Catmull-Rom through the four samples around `position`; silence before and after. */
  #read(samples: Float32Array, position: number): number {
    const index = Math.floor(position);
    if (index < 0 || index >= this.#length) return 0;
    const fraction = position - index;
    const p0 = index > 0 ? (samples[index - 1] ?? 0) : 0;
    const p1 = samples[index] ?? 0;
    const p2 = index + 1 < this.#length ? (samples[index + 1] ?? 0) : 0;
    const p3 = index + 2 < this.#length ? (samples[index + 2] ?? 0) : 0;
    const a = 1.5 * (p1 - p2) + 0.5 * (p3 - p0);
    const b = p0 - 2.5 * p1 + 2 * p2 - 0.5 * p3;
    const c = 0.5 * (p2 - p0);
    return ((a * fraction + b) * fraction + c) * fraction + p1;
  }

  #reserve(frames: number): void {
    const needed = this.#length + frames;
    if (needed <= this.#left.length) return;
    const capacity = Math.max(needed, this.#left.length * 2);
    this.#left = grown(this.#left, capacity);
    this.#right = grown(this.#right, capacity);
  }
}

function grown(samples: Float32Array, capacity: number): Float32Array {
  const larger = new Float32Array(capacity);
  larger.set(samples);
  return larger;
}
