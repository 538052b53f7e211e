import { z } from 'zod';
import {
  groupItemSchema,
  idSchema,
  itemSchema,
  nameSchema,
  sceneCollectionSchema,
  sceneItemSchema,
  sourceItemSchema,
  transformSchema,
  transitionSchema,
} from './scene-collection.ts';
import { audioStripSchema, sourceSchema } from './source.ts';

const crop = z.strictObject(unwrapped(transformSchema.shape.crop.unwrap().shape)).partial();

/**
 * Every edit of the document (law 1). New ids are chosen by the sender, so that applying a command
 * is pure and every copy of the document comes out the same. `index` counts from the bottom layer;
 * where it is left out the end is meant.
 */
export const commandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rename-collection'), name: nameSchema }),
  z.strictObject({ kind: z.literal('replace-collection'), collection: sceneCollectionSchema }),
  z.strictObject({
    kind: z.literal('set-canvas'),
    canvas: sceneCollectionSchema.shape.canvas.unwrap(),
  }),
  z.strictObject({ kind: z.literal('set-transition'), transition: transitionSchema }),
  z.strictObject({ kind: z.literal('set-program-scene'), sceneId: idSchema }),
  z.strictObject({ kind: z.literal('add-scene'), sceneId: idSchema, name: nameSchema }),
  z.strictObject({ kind: z.literal('rename-scene'), sceneId: idSchema, name: nameSchema }),
  z.strictObject({
    kind: z.literal('duplicate-scene'),
    sceneId: idSchema,
    newSceneId: idSchema,
    name: nameSchema,
  }),
  z.strictObject({ kind: z.literal('move-scene'), sceneId: idSchema, index: z.int().min(0) }),
  z.strictObject({ kind: z.literal('remove-scene'), sceneId: idSchema }),
  z.strictObject({ kind: z.literal('add-source'), source: sourceSchema }),
  z.strictObject({ kind: z.literal('update-source'), source: sourceSchema }),
  z.strictObject({ kind: z.literal('rename-source'), sourceId: idSchema, name: nameSchema }),
  z.strictObject({ kind: z.literal('remove-source'), sourceId: idSchema }),
  z.strictObject({
    kind: z.literal('set-audio'),
    sourceId: idSchema,
    audio: z.strictObject(unwrapped(audioStripSchema.shape)).partial(),
  }),
  z.strictObject({
    kind: z.literal('add-item'),
    sceneId: idSchema,
    groupId: idSchema.optional(),
    item: itemSchema,
    index: z.int().min(0).optional(),
  }),
  z.strictObject({
    kind: z.literal('update-item'),
    sceneId: idSchema,
    itemId: idSchema,
    changes: z
      .strictObject({
        transform: z.strictObject({ ...unwrapped(transformSchema.shape), crop }).partial(),
        visible: z.boolean(),
        locked: z.boolean(),
        opacity: z.number().min(0).max(1),
        blendMode: sourceItemSchema.shape.blendMode.unwrap(),
        name: groupItemSchema.shape.name,
        sceneId: sceneItemSchema.shape.sceneId,
      })
      .partial(),
  }),
  z.strictObject({
    kind: z.literal('move-item'),
    sceneId: idSchema,
    itemId: idSchema,
    index: z.int().min(0),
  }),
  z.strictObject({ kind: z.literal('remove-item'), sceneId: idSchema, itemId: idSchema }),
  z.strictObject({
    kind: z.literal('group-items'),
    sceneId: idSchema,
    itemIds: z.array(idSchema).min(1).max(1000),
    groupId: idSchema,
    name: nameSchema,
  }),
  z.strictObject({ kind: z.literal('ungroup-items'), sceneId: idSchema, groupId: idSchema }),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandKind = Command['kind'];

type Unwrapped<S> = { [K in keyof S]: S[K] extends z.ZodDefault<infer T> ? T : S[K] };

/** A shape without its defaults: a change that leaves a field out must not set it. */
function unwrapped<S extends Record<string, unknown>>(shape: S): Unwrapped<S> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [
      key,
      schema instanceof z.ZodDefault ? schema.unwrap() : schema,
    ]),
  ) as Unwrapped<S>;
}
