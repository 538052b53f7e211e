const maxMeasured = 600;

/** How long frames took since it was asked last. */
export class ComposeMeter {
  #measuredMs: number[] = [];

  add(ms: number): void {
    if (this.#measuredMs.length < maxMeasured) this.#measuredMs.push(ms);
  }

  /** The 95th percentile in milliseconds, 0 without a frame; begins again. */
  takeP95(): number {
    const sorted = this.#measuredMs.sort((first, second) => first - second);
    this.#measuredMs = [];
    return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  }
}
