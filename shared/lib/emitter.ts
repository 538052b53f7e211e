import type { Closable } from './closable.ts';

/** Subscribe with a listener; the returned subscription ends it. */
export type Event<T> = (listener: (value: T) => void) => Closable;

/**
 * A typed event. The owner keeps the emitter and hands out `event`, named `onDidVerbNoun`.
 * Listeners run in order of subscription; one that throws reaches `onListenerError`, not the others.
 */
export class Emitter<T> implements Closable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void = rethrowLater) {
    this.#onListenerError = onListenerError;
  }

  readonly event: Event<T> = (listener) => {
    // A wrapper of its own, so that one function may be subscribed twice.
    const own = (value: T): void => {
      listener(value);
    };
    this.#listeners.add(own);
    return { close: () => this.#listeners.delete(own) };
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }

  close(): void {
    this.#listeners.clear();
  }
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Resolves with the next value of `event` that `accepts`, or rejects when `signal` aborts. */
export function once<T>(
  event: Event<T>,
  accepts: (value: T) => boolean = () => true,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const subscription = event((value) => {
      if (!accepts(value)) return;
      subscription.close();
      resolve(value);
    });
    signal?.addEventListener(
      'abort',
      () => {
        subscription.close();
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}
