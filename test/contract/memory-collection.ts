import type {
  CollectionChange,
  CollectionSnapshot,
  collectionService,
} from '#shared/contract/collection.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import { applyToHistory, newHistory, redo, undo, type History } from '#shared/model/history.ts';
import { newCollection } from '#shared/model/new-collection.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Implementation } from '#shared/rpc/service.ts';

/** The collection service with the real reducer and history, and no disk. */
export function memoryCollection(): Implementation<typeof collectionService> {
  const changed = new Emitter<CollectionChange>();
  let history = newHistory(newCollection('Contract'));
  let revision = 0;

  const flags = () => ({ canUndo: history.past.length > 0, canRedo: history.future.length > 0 });
  const snapshot = (): CollectionSnapshot => ({
    revision,
    collection: history.present,
    ...flags(),
  });
  const become = (next: History, change?: CollectionChange['change']): { revision: number } => {
    history = next;
    revision += 1;
    changed.emit({
      revision,
      ...flags(),
      change: change ?? { kind: 'snapshot', collection: history.present },
    });
    return { revision };
  };
  const step = (to: (from: History) => History | null): { revision: number } => {
    const next = to(history);
    if (!next) throw new RpcError('conflict', 'There is no such step.');
    return become(next);
  };
  return {
    get: snapshot,
    apply: ({ command, gesture }) => {
      const applied = applyToHistory(history, command, gesture ?? null);
      if (applied.kind === 'refused') throw RpcError.invalid(applied.message, applied.field);
      return become(applied.history, { kind: 'command', command });
    },
    undo: () => step(undo),
    redo: () => step(redo),
    listVersions: () => [],
    restoreVersion: () => {
      throw RpcError.notFound('There is no such version.', 'id');
    },
    getNotices: () => [],
    onDidChange: changed.event,
  };
}
