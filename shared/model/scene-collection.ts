import { z } from 'zod';
import { sourceSchema } from './source.ts';

/** Limits of a collection. Beyond them the studio is not usable, so a file is refused by name. */
export const collectionLimits = {
  scenes: 200,
  sources: 1000,
  /** Groups and what they hold are counted, too. */
  itemsPerScene: 1000,
  /** What one scene draws with its nested scenes unfolded, so that a few scenes cannot mean billions. */
  drawnItems: 5000,
  groupDepth: 8,
  nameLength: 200,
  textLength: 20_000,
  fileBytes: 16 * 1024 * 1024,
} as const;

export const idSchema = z.string().min(1).max(64);
export const nameSchema = z.string().min(1).max(collectionLimits.nameLength);

export const blendModes = ['normal', 'add', 'multiply', 'screen', 'darken', 'lighten'] as const;
export type BlendMode = (typeof blendModes)[number];

/** Canvas pixels; the item's top left corner before rotation, which turns about the centre. */
export const transformSchema = z.strictObject({
  x: z.number().min(-100_000).max(100_000).default(0),
  y: z.number().min(-100_000).max(100_000).default(0),
  scaleX: z.number().min(-1000).max(1000).default(1),
  scaleY: z.number().min(-1000).max(1000).default(1),
  rotationDeg: z.number().min(-360).max(360).default(0),
  /** Source pixels cut from each side, before scaling. */
  crop: z
    .strictObject({
      left: z.number().min(0).max(16_384).default(0),
      top: z.number().min(0).max(16_384).default(0),
      right: z.number().min(0).max(16_384).default(0),
      bottom: z.number().min(0).max(16_384).default(0),
    })
    .prefault({}),
});
export type Transform = z.infer<typeof transformSchema>;

const itemBase = {
  id: idSchema,
  transform: transformSchema.prefault({}),
  visible: z.boolean().default(true),
  locked: z.boolean().default(false),
  opacity: z.number().min(0).max(1).default(1),
  blendMode: z.enum(blendModes).default('normal'),
};

export const sourceItemSchema = z.strictObject({
  kind: z.literal('source'),
  ...itemBase,
  sourceId: idSchema,
});
export const sceneItemSchema = z.strictObject({
  kind: z.literal('scene'),
  ...itemBase,
  sceneId: idSchema,
});
const groupBaseSchema = z.strictObject({ kind: z.literal('group'), ...itemBase, name: nameSchema });

export type SourceItem = z.infer<typeof sourceItemSchema>;
export type SceneItem = z.infer<typeof sceneItemSchema>;
/** A group's children are placed in the group's own coordinates. */
export type GroupItem = z.infer<typeof groupBaseSchema> & { items: Item[] };
export type Item = SourceItem | SceneItem | GroupItem;

export const groupItemSchema = groupBaseSchema.extend({
  items: z.lazy((): z.ZodType<Item[]> => z.array(itemSchema).max(collectionLimits.itemsPerScene)),
});
export const itemSchema = z.discriminatedUnion('kind', [
  sourceItemSchema,
  sceneItemSchema,
  groupItemSchema,
]);

export const sceneSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  /** Drawn in order: the last is on top. */
  items: z.array(itemSchema).max(collectionLimits.itemsPerScene),
});
export type Scene = z.infer<typeof sceneSchema>;

export const transitionSchema = z.strictObject({
  kind: z.enum(['cut', 'fade']).default('fade'),
  durationMs: z.int().min(0).max(10_000).default(300),
});
export type Transition = z.infer<typeof transitionSchema>;

/** The document (law 1). References between its parts are checked by `findProblems`. */
export const sceneCollectionSchema = z.strictObject({
  format: z.literal('tallylight-scene-collection'),
  version: z.literal(1),
  name: nameSchema,
  /** The coordinate space of items; the output scales from it. */
  canvas: z
    .strictObject({
      width: z.int().min(160).max(7680).default(1920),
      height: z.int().min(90).max(4320).default(1080),
    })
    .prefault({}),
  sources: z.array(sourceSchema).max(collectionLimits.sources),
  scenes: z.array(sceneSchema).min(1).max(collectionLimits.scenes),
  programSceneId: idSchema,
  transition: transitionSchema.prefault({}),
});
export type SceneCollection = z.infer<typeof sceneCollectionSchema>;
