/** What has an owner. `close()` is idempotent; the order is in docs/closures.md. */
export interface Closable {
  close(): unknown;
}

/** Closes what it holds in reverse order of adding, even if one of them throws. */
export class ClosableStack implements Closable {
  readonly #held: Closable[] = [];
  #closing: Promise<void> | undefined;

  add<T extends Closable>(closable: T): T {
    this.#held.push(closable);
    return closable;
  }

  defer(close: () => unknown): void {
    this.#held.push({ close });
  }

  /** Rejects with the first error, after everything was closed. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let held = this.#held.pop(); held; held = this.#held.pop()) {
      try {
        await held.close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
