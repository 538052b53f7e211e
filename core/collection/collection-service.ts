import type { collectionService } from '#shared/contract/collection.ts';
import type { Implementation } from '#shared/rpc/service.ts';
import type { CollectionStore } from './collection-store.ts';

export function serveCollection(store: CollectionStore): Implementation<typeof collectionService> {
  return {
    get: () => store.snapshot,
    apply: ({ command, gesture }) => ({ revision: store.apply(command, gesture ?? null) }),
    undo: () => ({ revision: store.undo() }),
    redo: () => ({ revision: store.redo() }),
    listVersions: () => store.listVersions(),
    restoreVersion: async ({ id }) => ({ revision: await store.restoreVersion(id) }),
    getNotices: () => [...store.notices],
    onDidChange: store.onDidChange,
  };
}
