import type { Clock } from '#shared/lib/clock.ts';

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  #nowUs = 0;
  readonly #timers = new Set<{ readonly atUs: number; readonly callback: () => void }>();

  nowUs(): number {
    return this.#nowUs;
  }

  /** The epoch is 2026-01-01. */
  wallMs(): number {
    return Date.UTC(2026, 0, 1) + this.#nowUs / 1000;
  }

  after(delayMs: number, callback: () => void): { close(): void } {
    const timer = { atUs: this.#nowUs + delayMs * 1000, callback };
    this.#timers.add(timer);
    return { close: () => this.#timers.delete(timer) };
  }

  /** Goes on by `ms`: timers run in order, and what they cause settles before the next one. */
  async advance(ms: number): Promise<void> {
    const untilUs = this.#nowUs + ms * 1000;
    await settle();
    for (;;) {
      const [next] = [...this.#timers]
        .filter(({ atUs }) => atUs <= untilUs)
        .toSorted((a, b) => a.atUs - b.atUs);
      if (!next) break;
      this.#timers.delete(next);
      this.#nowUs = Math.max(this.#nowUs, next.atUs);
      next.callback();
      await settle();
    }
    this.#nowUs = untilUs;
  }
}

/** Lets everything happen that needs neither time nor the system: promises and messages. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
