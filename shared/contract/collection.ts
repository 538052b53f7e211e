import { z } from 'zod';
import { commandSchema } from '../model/command.ts';
import { sceneCollectionSchema } from '../model/scene-collection.ts';
import { defineService } from '../rpc/service.ts';

/** The document as it stands: every applied command, undo and redo raises `revision` by one. */
export const collectionSnapshotSchema = z.strictObject({
  revision: z.int(),
  collection: sceneCollectionSchema,
  canUndo: z.boolean(),
  canRedo: z.boolean(),
});
export type CollectionSnapshot = z.infer<typeof collectionSnapshotSchema>;

/**
 * What changed. A copy at `revision - 1` applies the command with the same reducer; any other copy,
 * and every undo or restore, takes the snapshot.
 */
export const collectionChangeSchema = z.strictObject({
  revision: z.int(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  change: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('command'), command: commandSchema }),
    z.strictObject({ kind: z.literal('snapshot'), collection: sceneCollectionSchema }),
  ]),
});
export type CollectionChange = z.infer<typeof collectionChangeSchema>;

export const collectionVersionSchema = z.strictObject({
  id: z.string(),
  savedAtMs: z.number(),
  bytes: z.int(),
});

/** The scene collection: law 1. Served by the core. */
export const collectionService = defineService({
  name: 'collection',
  methods: {
    get: { input: z.void(), output: collectionSnapshotSchema },
    /**
     * `gesture` joins the commands of one drag into one undo step. Fails with `invalid` and the field
     * where the command does not fit the document.
     */
    apply: {
      input: z.strictObject({ command: commandSchema, gesture: z.string().max(64).optional() }),
      output: z.strictObject({ revision: z.int() }),
    },
    undo: { input: z.void(), output: z.strictObject({ revision: z.int() }) },
    redo: { input: z.void(), output: z.strictObject({ revision: z.int() }) },
    listVersions: { input: z.void(), output: z.array(collectionVersionSchema) },
    restoreVersion: {
      input: z.strictObject({ id: z.string().max(128) }),
      output: z.strictObject({ revision: z.int() }),
    },
    /** What loading had to say: that the newest good version was restored, and where the damaged file is. */
    getNotices: { input: z.void(), output: z.array(z.string()) },
  },
  events: { onDidChange: collectionChangeSchema },
});
