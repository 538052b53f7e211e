import type { Closable } from '#shared/lib/closable.ts';
import type { Store } from './program.ts';
import { ValueStore } from './value-store.ts';

/** A store that shows another one's value, which may be exchanged; `empty` while there is none. */
export class Mirror<T> implements Closable {
  readonly store: Store<T>;
  readonly #store: ValueStore<T>;
  readonly #empty: T;
  #subscription: Closable | undefined;

  constructor(empty: T) {
    this.#empty = empty;
    this.#store = new ValueStore(empty);
    this.store = this.#store;
  }

  follow(source: Store<T> | undefined): void {
    this.#subscription?.close();
    this.#subscription = source?.subscribe((value) => {
      this.#store.set(value);
    });
    this.#store.set(source ? source.get() : this.#empty);
  }

  close(): void {
    this.#subscription?.close();
    this.#store.close();
  }
}
