import type { Clock } from '#shared/lib/clock.ts';

/** A clock that stands still until `advance`; timers run in order of their time. */
export class FakeClock implements Clock {
  #nowUs = 0;
  readonly #timers = new Set<{ readonly atUs: number; readonly callback: () => void }>();

  nowUs(): number {
    return this.#nowUs;
  }

  wallMs(): number {
    return this.#nowUs / 1000;
  }

  after(delayMs: number, callback: () => void): { close(): void } {
    const timer = { atUs: this.#nowUs + delayMs * 1000, callback };
    this.#timers.add(timer);
    return { close: () => this.#timers.delete(timer) };
  }

  /** Runs what is due, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const endUs = this.#nowUs + ms * 1000;
    for (;;) {
      const [next] = [...this.#timers]
        .filter(({ atUs }) => atUs <= endUs)
        .sort((a, b) => a.atUs - b.atUs);
      if (!next) break;
      this.#nowUs = next.atUs;
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#nowUs = endUs;
    await settle();
  }
}

/** Lets promises and message ports do what they have to do. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
}
