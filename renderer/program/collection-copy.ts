import type { CollectionChange, CollectionSnapshot } from '#shared/contract/collection.ts';
import type { Closable } from '#shared/lib/closable.ts';
import { applyCommand } from '#shared/model/reducer.ts';
import type { Remotes, Store } from './program.ts';
import { ValueStore } from './value-store.ts';

/** This page's copy of the document: applies the core's commands, and asks anew where one is missing. */
export class CollectionCopy implements Closable {
  readonly store: Store<CollectionSnapshot | null>;
  readonly #store = new ValueStore<CollectionSnapshot | null>(null);
  readonly #remote: Remotes['collection'];
  readonly #subscription: Closable;

  constructor(remote: Remotes['collection']) {
    this.#remote = remote;
    this.store = this.#store;
    this.#subscription = remote.onDidChange((change) => {
      this.#follow(change);
    });
  }

  /** Takes the document as it stands; call it after each connecting. */
  async refresh(): Promise<void> {
    this.#store.set(await this.#remote.get());
  }

  close(): void {
    this.#subscription.close();
    this.#store.close();
  }

  #follow({ revision, canUndo, canRedo, change }: CollectionChange): void {
    if (change.kind === 'snapshot') {
      this.#store.set({ revision, canUndo, canRedo, collection: change.collection });
      return;
    }
    const copy = this.#store.get();
    const applied =
      copy?.revision === revision - 1 ? applyCommand(copy.collection, change.command) : undefined;
    if (applied?.kind === 'ok') {
      this.#store.set({ revision, canUndo, canRedo, collection: applied.collection });
      return;
    }
    // Lost with the connection, too, after which everything is asked for anew.
    this.refresh().catch(() => undefined);
  }
}
