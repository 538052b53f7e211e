/** `programUs = anchorUs + (frame − anchorFrame) · usPerFrame`: the AudioContext's clock on the program clock. */
export interface AudioClockMap {
  readonly anchorFrame: number;
  readonly anchorUs: number;
  /** 1e6 / 48000 for a perfect device. */
  readonly usPerFrame: number;
}

export const audioSampleRate = 48_000;
export const nominalUsPerFrame = 1e6 / audioSampleRate;

/**
 * Program time of `frame`, counted from `sinceUs` (default: 1970). Where fractions of a microsecond
 * matter, count from something near: today's program times leave a double 0.25 µs.
 */
export function programUsAt(map: AudioClockMap, frame: number, sinceUs = 0): number {
  return map.anchorUs - sinceUs + (frame - map.anchorFrame) * map.usPerFrame;
}

/**
 * A succession of maps, each in force from its `anchorFrame` on. The estimator sends a map before its
 * anchor is reached, so every reader changes over at the same frame, whenever the message came.
 */
export class AudioClock {
  #current: AudioClockMap | undefined;
  readonly #coming: AudioClockMap[] = [];

  /** Maps come in order of `anchorFrame`; one that does not replaces those after it. */
  add(map: AudioClockMap): void {
    while ((this.#coming.at(-1)?.anchorFrame ?? -Infinity) >= map.anchorFrame) this.#coming.pop();
    this.#coming.push(map);
  }

  /** The map in force at `frame`, which may not go back by more than one map. */
  mapAt(frame: number): AudioClockMap | undefined {
    for (let next = this.#coming[0]; next; next = this.#coming[0]) {
      if (this.#current && next.anchorFrame > frame) break;
      this.#current = next;
      this.#coming.shift();
    }
    return this.#current;
  }
}
