import { dirname } from 'node:path';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type { CollectionChange, CollectionSnapshot } from '#shared/contract/collection.ts';
import { parseCollection, type Problem } from '#shared/model/check-collection.ts';
import type { Command } from '#shared/model/command.ts';
import {
  applyToHistory,
  isUndoable,
  newHistory,
  redo,
  undo,
  type History,
} from '#shared/model/history.ts';
import { newCollection } from '#shared/model/new-collection.ts';
import { collectionLimits, type SceneCollection } from '#shared/model/scene-collection.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { readCollectionFile } from './read-collection-file.ts';
import { VersionedFile, type Checked } from '../store/versioned-file.ts';
import type { Version } from '../store/version-folder.ts';

/** A file that a person named holds no collection; `problems` say where. */
export class CollectionFileError extends Error {
  override readonly name = 'CollectionFileError';
  readonly reason = 'bad-collection';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(`${file}: ${problems.map(problemText).join('; ')}`);
    this.problems = problems;
  }
}

export interface CollectionStoreOptions {
  readonly file: string;
  /**
   * `edit` restores a damaged file and saves every edit. `read-only` never writes: edits live in
   * memory, and a bad file is refused.
   */
  readonly mode: 'edit' | 'read-only';
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The truth about the document (law 1): applies commands, keeps undo steps, saves. */
export class CollectionStore implements Closable {
  readonly #changed = new Emitter<CollectionChange>();
  readonly onDidChange = this.#changed.event;
  /** Relative files of sources are relative to this. */
  readonly folder: string;
  readonly #file: VersionedFile<SceneCollection> | null;
  #history: History;
  #revision = 0;

  private constructor(
    folder: string,
    file: VersionedFile<SceneCollection> | null,
    collection: SceneCollection,
  ) {
    this.folder = folder;
    this.#file = file;
    this.#history = newHistory(collection);
  }

  /** Rejects with `CollectionFileError` (`read-only`), or the system's error. */
  static async open({
    file,
    mode,
    clock,
    logger,
  }: CollectionStoreOptions): Promise<CollectionStore> {
    if (mode === 'read-only') return new CollectionStore(dirname(file), null, await read(file));
    const title = 'scene collection';
    const maxBytes = collectionLimits.fileBytes;
    const kept = new VersionedFile({ file, title, maxBytes, check, clock, logger });
    return new CollectionStore(dirname(file), kept, (await kept.load()) ?? newCollection());
  }

  get collection(): SceneCollection {
    return this.#history.present;
  }

  get snapshot(): CollectionSnapshot {
    return { collection: this.collection, ...this.#counts() };
  }

  get notices(): readonly string[] {
    return this.#file?.notices ?? [];
  }

  /** Throws `RpcError` `invalid` with the command's field. */
  apply(command: Command, gesture: string | null = null): number {
    const applied = applyToHistory(this.#history, command, gesture);
    if (applied.kind === 'refused') {
      throw RpcError.invalid(applied.message, `command.${applied.field}`);
    }
    return this.#become(applied.history, { kind: 'command', command });
  }

  /** Throws `RpcError` `conflict` where there is nothing to undo. */
  undo(): number {
    return this.#step(undo(this.#history), 'There is nothing to undo.');
  }

  /** Throws `RpcError` `conflict` where there is nothing to redo. */
  redo(): number {
    return this.#step(redo(this.#history), 'There is nothing to redo.');
  }

  async listVersions(): Promise<Version[]> {
    return (await this.#file?.listVersions()) ?? [];
  }

  /** Goes to a saved version as one undoable step. Rejects with `not-found` or `invalid`. */
  async restoreVersion(id: string): Promise<number> {
    const version = await this.#file?.readVersion(id);
    if (!version) throw RpcError.notFound('There is no such version.', 'id');
    if (version.kind === 'refused') throw RpcError.invalid(version.problem, 'id');
    const command: Command = { kind: 'replace-collection', collection: version.value };
    const applied = applyToHistory(this.#history, command);
    if (applied.kind === 'refused') throw RpcError.invalid(applied.message, 'id');
    return this.#become(applied.history, { kind: 'snapshot', collection: version.value });
  }

  /** Saves what is not yet saved; rejects if that fails. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#changed.close();
  }

  #step(history: History | null, refusal: string): number {
    if (!history) throw new RpcError('conflict', refusal);
    return this.#become(history, { kind: 'snapshot', collection: history.present });
  }

  #become(history: History, change: CollectionChange['change']): number {
    this.#history = history;
    this.#revision += 1;
    // A show's many switches must not push the edits out of the kept versions.
    this.#file?.save(history.present, change.kind === 'snapshot' || isUndoable(change.command));
    this.#changed.emit({ change, ...this.#counts() });
    return this.#revision;
  }

  #counts(): { revision: number; canUndo: boolean; canRedo: boolean } {
    const { past, future } = this.#history;
    return { revision: this.#revision, canUndo: past.length > 0, canRedo: future.length > 0 };
  }
}

async function read(file: string): Promise<SceneCollection> {
  const parsed = await readCollectionFile(file);
  if (parsed.kind === 'refused') throw new CollectionFileError(file, parsed.problems);
  return parsed.collection;
}

function check(text: string): Checked<SceneCollection> {
  const parsed = parseCollection(text);
  if (parsed.kind === 'ok') return { kind: 'ok', value: parsed.collection };
  const [first] = parsed.problems;
  return { kind: 'refused', problem: first ? problemText(first) : 'unreadable' };
}

function problemText({ field, message }: Problem): string {
  return field === '' ? message : `${field}: ${message}`;
}
