import type { Closable } from '#shared/lib/closable.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Source } from '#shared/model/source.ts';
import type { BroadcastSession } from './broadcast/broadcast-session.ts';
import type { Recording } from './broadcast/recording.ts';
import type { CollectionStore } from './collection/collection-store.ts';

/** Whether the machine is needed: for the host's power and quit guards. */
export class ActiveWatch implements Closable {
  readonly #changed = new Emitter<boolean>();
  readonly onDidChange = this.#changed.event;
  readonly #session: BroadcastSession;
  readonly #recording: Recording;
  #wasActive = false;

  constructor(session: BroadcastSession, recording: Recording) {
    this.#session = session;
    this.#recording = recording;
    for (const event of [session.onDidChange, recording.onDidChange]) {
      event(() => {
        if (this.isActive === this.#wasActive) return;
        this.#wasActive = this.isActive;
        this.#changed.emit(this.#wasActive);
      });
    }
  }

  get isActive(): boolean {
    return this.#session.state.kind !== 'idle' || this.#recording.state.kind === 'recording';
  }

  close(): void {
    this.#changed.close();
  }
}

/** The document's sources, told when they are others: for the host's browser pages. */
export class SourcesWatch implements Closable {
  readonly #changed = new Emitter<readonly Source[]>();
  readonly onDidChange = this.#changed.event;

  constructor(collection: CollectionStore) {
    let { sources } = collection.collection;
    collection.onDidChange(() => {
      if (collection.collection.sources === sources) return;
      ({ sources } = collection.collection);
      this.#changed.emit(sources);
    });
  }

  close(): void {
    this.#changed.close();
  }
}
