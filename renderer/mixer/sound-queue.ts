import type { MediaSound } from '../compositor/messages.ts';
import { programUsAt, type AudioClockMap } from './audio-clock.ts';
import { SoundStretch } from './sound-stretch.ts';

/** More than this is not kept: the oldest goes. */
const maxQueuedUs = 5_000_000;
const maxStretches = 64;
/** Timestamps this close to where the last block ended carry straight on. */
const joinUs = 3_000;
/** A longer pause starts a new stretch instead of being filled with silence. */
const maxPauseUs = 500_000;
/** Part of the difference between timestamps and counted samples that one block takes away. */
const follow = 1 / 64;

/**
 * Sound with program times, read at any program time: between two samples by cubic interpolation, so
 * that a device whose clock is off reads a little faster or slower instead of drifting. What came too
 * late is skipped, what is missing is silence, and of two sounds for one time the newer is heard.
 */
export class SoundQueue {
  readonly #stretches: SoundStretch[] = [];
  /** Times inside are counted from here, for precision. */
  #epochUs: number | undefined;

  clear(): void {
    this.#stretches.length = 0;
  }

  push({ timestampUs, sampleRate, channels }: Omit<MediaSound, 'kind'>): void {
    const left = channels[0];
    const right = channels[1] ?? left;
    if (!left || !right || left.length === 0 || left.length !== right.length) return;
    this.#epochUs ??= timestampUs;
    const stretch = this.#stretchFor(timestampUs - this.#epochUs, sampleRate);
    stretch.append(left, right);
    const oldestUs = stretch.endUs - maxQueuedUs;
    for (const queued of this.#stretches) queued.forgetBefore(oldestUs);
    if (this.#stretches.length > maxStretches) this.#stretches.shift();
  }

  /** Writes what is to be heard from `frame` on. Frames are read in order. */
  read(left: Float32Array, right: Float32Array, frame: number, map: AudioClockMap): void {
    const startUs = programUsAt(map, frame, this.#epochUs);
    this.#stretches[0]?.forgetBefore(startUs);
    for (let index = 0; index < left.length; index++) {
      const timeUs = startUs + index * map.usPerFrame;
      while ((this.#stretches[1]?.startUs ?? Infinity) <= timeUs) this.#stretches.shift();
      const stretch = this.#stretches[0];
      const position = stretch ? ((timeUs - stretch.startUs) * stretch.sampleRate) / 1e6 : 0;
      left[index] = stretch?.readLeft(position) ?? 0;
      right[index] = stretch?.readRight(position) ?? 0;
    }
  }

  #stretchFor(timeUs: number, sampleRate: number): SoundStretch {
    const last = this.#stretches.at(-1);
    const offUs = last?.sampleRate === sampleRate ? timeUs - last.endUs : Infinity;
    if (last && Math.abs(offUs) < joinUs) {
      last.shift(offUs * follow);
      return last;
    }
    if (last && offUs > 0 && offUs < maxPauseUs) {
      last.appendSilence(Math.round((offUs * sampleRate) / 1e6));
      return last;
    }
    const stretch = new SoundStretch(timeUs, sampleRate);
    this.#stretches.push(stretch);
    return stretch;
  }
}
