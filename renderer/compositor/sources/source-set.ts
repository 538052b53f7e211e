import type { Clock } from '#shared/lib/clock.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Source } from '#shared/model/source.ts';
import type { Picture } from '../raster/picture.ts';
import type { SourceShape } from '../scene/draw-list.ts';
import { makeSource } from './source-table.ts';
import type { AnySource } from './source-table.ts';

export interface SourceSetOptions {
  readonly mediaBase: string;
  readonly clock: Pick<Clock, 'after'>;
  readonly nowUs: () => number;
  readonly fps: () => number;
  readonly onTrouble: (sourceId: string, trouble: string | null) => void;
  readonly onDidChangeShape: (sourceId: string, shape: SourceShape | null) => void;
}

interface Entry {
  readonly document: string;
  readonly source: AnySource;
}

/**
 * The collection's sources that were seen at least once. A source begins with the first scene that
 * shows it, rests while no scene on air does, and ends with its removal from the collection.
 */
export class SourceSet implements Closable {
  readonly #options: SourceSetOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #soundPorts = new Map<string, MessagePort>();
  readonly #troubles = new Map<string, string>();
  #documents = new Map<string, Source>();
  #onAir: ReadonlySet<string> = new Set();

  constructor(options: SourceSetOptions) {
    this.#options = options;
  }

  /** By source id; a source that is well is not in it. */
  get troubles(): ReadonlyMap<string, string> {
    return this.#troubles;
  }

  setSources(sources: readonly Source[]): void {
    this.#documents = new Map(sources.map((source) => [source.id, source]));
    for (const [id, entry] of this.#entries) {
      const source = this.#documents.get(id);
      if (!source || documentOf(source) !== entry.document) this.#remove(id);
    }
    for (const id of this.#soundPorts.keys()) if (!this.#documents.has(id)) this.#dropPort(id);
    this.setOnAir(this.#onAir);
  }

  setOnAir(sourceIds: ReadonlySet<string>): void {
    this.#onAir = sourceIds;
    for (const id of sourceIds) this.#entryOf(id);
    for (const [id, { source }] of this.#entries) source.setOnAir(sourceIds.has(id));
  }

  shapeOf(sourceId: string): SourceShape | null {
    return this.#entries.get(sourceId)?.source.shape ?? null;
  }

  picture(sourceId: string, nowUs: number): Picture | null {
    return this.#entries.get(sourceId)?.source.picture(nowUs) ?? null;
  }

  setFrames(sourceId: string, frames: ReadableStream<VideoFrame>): void {
    const source = this.#entryOf(sourceId)?.source;
    if (source?.setFrames) source.setFrames(frames);
    else void frames.cancel();
  }

  setPicture(sourceId: string, bitmap: ImageBitmap): void {
    const source = this.#entryOf(sourceId)?.source;
    if (source?.setPicture) source.setPicture(bitmap);
    else bitmap.close();
  }

  lose(sourceId: string, trouble: string): void {
    this.#entryOf(sourceId)?.source.lose?.(trouble);
  }

  /** The port may come before its source, and outlives it when the source's file is changed. */
  setSoundPort(sourceId: string, port: MessagePort): void {
    this.#dropPort(sourceId);
    this.#soundPorts.set(sourceId, port);
    this.#entries.get(sourceId)?.source.setSoundPort?.(port);
  }

  close(): void {
    for (const id of this.#entries.keys()) this.#remove(id);
    for (const id of this.#soundPorts.keys()) this.#dropPort(id);
  }

  #entryOf(id: string): Entry | null {
    const known = this.#entries.get(id);
    if (known) return known;
    const document = this.#documents.get(id);
    if (!document) return null;
    let isMade = false;
    const { onTrouble, onDidChangeShape, ...common } = this.#options;
    const source = makeSource(document, {
      ...common,
      name: () => this.#documents.get(id)?.name ?? document.name,
      onTrouble: (trouble) => {
        if (trouble === null) this.#troubles.delete(id);
        else this.#troubles.set(id, trouble);
        onTrouble(id, trouble);
      },
      onDidChangeShape: () => {
        if (isMade) onDidChangeShape(id, this.shapeOf(id));
      },
    });
    if (!source) return null;
    const entry: Entry = { document: documentOf(document), source };
    this.#entries.set(id, entry);
    isMade = true;
    const port = this.#soundPorts.get(id);
    if (port) source.setSoundPort?.(port);
    source.setOnAir(this.#onAir.has(id));
    onDidChangeShape(id, source.shape);
    return entry;
  }

  #remove(id: string): void {
    this.#entries.get(id)?.source.close();
    this.#entries.delete(id);
    if (this.#troubles.delete(id)) this.#options.onTrouble(id, null);
  }

  #dropPort(id: string): void {
    this.#soundPorts.get(id)?.close();
    this.#soundPorts.delete(id);
  }
}

/**
 * What a change of makes another source. The name is read when it is shown, the strip is the mixer's,
 * and how a live source is captured is the page's, which sends a new track.
 */
function documentOf(source: Source): string {
  switch (source.kind) {
    case 'display':
    case 'window':
    case 'camera':
    case 'browser-page':
      return source.kind;
    default:
      return JSON.stringify({ ...source, name: null, audio: null });
  }
}
