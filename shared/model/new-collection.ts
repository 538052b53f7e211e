import { newId } from './id.ts';
import { sceneCollectionSchema } from './scene-collection.ts';
import type { SceneCollection } from './scene-collection.ts';

/** What a person finds at the first start: one empty scene. */
export function newCollection(name = 'Untitled'): SceneCollection {
  const sceneId = newId();
  return sceneCollectionSchema.parse({
    format: 'tallylight-scene-collection',
    version: 1,
    name,
    sources: [],
    scenes: [{ id: sceneId, name: 'Scene 1', items: [] }],
    programSceneId: sceneId,
  });
}
