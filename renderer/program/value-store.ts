import { Emitter } from '#shared/lib/emitter.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Store } from './program.ts';

/** A store's owner's side. Setting the same value again tells nobody. */
export class ValueStore<T> implements Store<T>, Closable {
  readonly #changed = new Emitter<T>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#changed.emit(value);
  }

  subscribe(listener: (value: T) => void): Closable {
    return this.#changed.event(listener);
  }

  close(): void {
    this.#changed.close();
  }
}
