/** How often something may be started again: `restarts` within `windowUs`. */
export class RestartBudget {
  readonly #restarts: number;
  readonly #windowUs: number;
  #times: number[] = [];

  constructor(restarts: number, windowUs: number) {
    this.#restarts = restarts;
    this.#windowUs = windowUs;
  }

  /** Whether it may be started again now; counts it if so. */
  take(nowUs: number): boolean {
    this.#times = this.#times.filter((time) => nowUs - time < this.#windowUs);
    if (this.#times.length >= this.#restarts) return false;
    this.#times.push(nowUs);
    return true;
  }
}
