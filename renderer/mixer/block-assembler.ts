/** 512 frames, 10.7 ms: whole render quanta of 128. */
export const tapBlockFrames = 512;

export interface PcmBlock {
  readonly frame: number;
  /** Interleaved stereo. */
  readonly samples: Float32Array<ArrayBuffer>;
}

/** Collects render quanta into interleaved stereo blocks of `tapBlockFrames`. */
export class BlockAssembler {
  #samples = new Float32Array(tapBlockFrames * 2);
  #filled = 0;

  /**
   * One quantum of `length` frames from `frame` on; no channels is silence, one is heard on both
   * sides. Returns the block that it completed.
   */
  add(frame: number, channels: readonly Float32Array[], length: number): PcmBlock | undefined {
    const left = channels[0];
    const right = channels[1] ?? left;
    let completed: PcmBlock | undefined;
    for (let index = 0; index < length; index++) {
      this.#samples[this.#filled * 2] = left?.[index] ?? 0;
      this.#samples[this.#filled * 2 + 1] = right?.[index] ?? 0;
      this.#filled += 1;
      if (this.#filled < tapBlockFrames) continue;
      completed = { frame: frame + index + 1 - tapBlockFrames, samples: this.#samples };
      this.#samples = new Float32Array(tapBlockFrames * 2);
      this.#filled = 0;
    }
    return completed;
  }
}
