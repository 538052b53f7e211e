import { sceneCollectionSchema } from '#shared/model/scene-collection.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { outputSettingsSchema } from '#shared/model/settings.ts';
import type { OutputSettings } from '#shared/model/settings.ts';

/** What the schemas fill in may be left out. */
type Loose = Readonly<Record<string, unknown>>;

/** A collection whose first scene, `main`, is on air; the schema fills in what is left out. */
export function testCollection(parts: {
  readonly sources: readonly Loose[];
  /** Items by scene; the first scene is on air unless `programSceneId` says otherwise. */
  readonly scenes: Readonly<Record<string, readonly Loose[]>>;
  readonly programSceneId?: string;
  readonly canvas?: { readonly width: number; readonly height: number };
  readonly transition?: Loose;
}): SceneCollection {
  const { sources, scenes, canvas, transition = { kind: 'cut' } } = parts;
  return sceneCollectionSchema.parse({
    format: 'tallylight-scene-collection',
    version: 1,
    name: 'test',
    ...(canvas ? { canvas } : {}),
    sources: sources.map((source) => ({ name: source['id'], ...source })),
    scenes: Object.entries(scenes).map(([id, items]) => ({ id, name: id, items })),
    programSceneId: parts.programSceneId ?? Object.keys(scenes)[0],
    transition,
  });
}

let items = 0;

/** A source's item; `transform` and the rest as in the document. */
export function sourceItem(sourceId: string, transform: Loose = {}, rest: Loose = {}): Loose {
  items += 1;
  return { kind: 'source', id: `item-${items}`, sourceId, transform, ...rest };
}

export function sceneItem(sceneId: string, transform: Loose = {}, rest: Loose = {}): Loose {
  items += 1;
  return { kind: 'scene', id: `item-${items}`, sceneId, transform, ...rest };
}

export function groupItem(
  children: readonly Loose[],
  transform: Loose = {},
  rest: Loose = {},
): Loose {
  items += 1;
  return { kind: 'group', id: `item-${items}`, name: 'group', items: children, transform, ...rest };
}

export function testOutput(parts: Partial<OutputSettings> = {}): OutputSettings {
  return outputSettingsSchema.parse(parts);
}
