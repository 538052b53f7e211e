import { backoffDelayMs, type BackoffOptions } from '#shared/lib/backoff.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Closable } from '#shared/lib/closable.ts';

/** A file that comes back is seen within seconds; nothing else waits for it, so there is no jitter. */
const sourceBackoff: BackoffOptions = { initialMs: 1000, factor: 2, capMs: 8000, jitter: 0 };

export interface RetryOptions {
  readonly clock: Pick<Clock, 'after'>;
  /** Resolves when the source is well; a rejection is tried again. */
  readonly attempt: (signal: AbortSignal) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

/** Tries until it works or is closed, at growing distances. */
export class Retry implements Closable {
  readonly #options: RetryOptions;
  readonly #abort = new AbortController();
  #failures = 0;
  #wait: Closable | null = null;

  constructor(options: RetryOptions) {
    this.#options = options;
    void this.#try();
  }

  /** It worked and broke later: tries again, after a pause. */
  fail(error: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.#options.onFailure(error);
    this.#wait?.close();
    this.#failures += 1;
    const delayMs = backoffDelayMs(this.#failures, () => 0, sourceBackoff);
    this.#wait = this.#options.clock.after(delayMs, () => void this.#try());
  }

  close(): void {
    this.#abort.abort();
    this.#wait?.close();
  }

  async #try(): Promise<void> {
    try {
      await this.#options.attempt(this.#abort.signal);
      this.#failures = 0;
    } catch (error) {
      this.fail(error);
    }
  }
}
