/** Adds up a counter that may begin again from zero, when what counts was restarted. */
export class RunningTotal {
  #last: number | null;
  #total = 0;

  /** `from` is where the counter stood at the start; null: where it is first seen. */
  constructor(from: number | null) {
    this.#last = from;
  }

  get total(): number {
    return this.#total;
  }

  see(counter: number): void {
    const last = this.#last ?? counter;
    this.#total += counter >= last ? counter - last : counter;
    this.#last = counter;
  }
}

/** The value that `share` (0 to 1) of the values do not exceed, by nearest rank; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
