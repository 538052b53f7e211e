import type { CompositorSample } from '#shared/model/broadcast.ts';
import type { SourceTrouble, Store } from './program.ts';
import { ValueStore } from './value-store.ts';

type Troubles = ReadonlyMap<string, SourceTrouble>;

/** What ails the sources: what this page found at a device goes before what the compositor sees. */
export class SourceTroubles {
  readonly #store = new ValueStore<Troubles>(new Map());
  #ofDevices: Troubles = new Map();
  #ofCompositor: Troubles = new Map();

  readonly store: Store<Troubles> = this.#store;

  ofDevice(sourceId: string): SourceTrouble | undefined {
    return this.#ofDevices.get(sourceId);
  }

  setOfDevice(sourceId: string, trouble: SourceTrouble | null): void {
    this.#ofDevices = changed(this.#ofDevices, sourceId, trouble);
    this.#merge();
  }

  setOfCompositor(sourceId: string, text: string | null): void {
    const trouble = text === null ? null : ({ kind: 'failed', text } as const);
    this.#ofCompositor = changed(this.#ofCompositor, sourceId, trouble);
    this.#merge();
  }

  /** The compositor began anew. */
  forgetCompositor(): void {
    this.#ofCompositor = new Map();
    this.#merge();
  }

  retain(sourceIds: ReadonlySet<string>): void {
    this.#ofDevices = retained(this.#ofDevices, sourceIds);
    this.#ofCompositor = retained(this.#ofCompositor, sourceIds);
    this.#merge();
  }

  /** The compositor's sample with the troubles that only the page knows: those of microphones. */
  complete(sample: CompositorSample): CompositorSample {
    const sourceTroubles = [...this.#store.get()].map(([sourceId, { text }]) => ({
      sourceId,
      trouble: text.slice(0, 512),
    }));
    return { ...sample, sourceTroubles };
  }

  #merge(): void {
    this.#store.set(new Map([...this.#ofCompositor, ...this.#ofDevices]));
  }
}

function changed(troubles: Troubles, id: string, trouble: SourceTrouble | null): Troubles {
  const next = new Map(troubles);
  if (trouble) next.set(id, trouble);
  else next.delete(id);
  return next;
}

function retained(troubles: Troubles, ids: ReadonlySet<string>): Troubles {
  return new Map([...troubles].filter(([id]) => ids.has(id)));
}
