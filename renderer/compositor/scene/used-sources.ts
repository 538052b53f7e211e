import { assertNever } from '#shared/lib/assert-never.ts';
import type { Item, SceneCollection } from '#shared/model/scene-collection.ts';

/** Ids of the sources that these scenes show, through groups and nested scenes. */
export function usedSources(
  collection: SceneCollection,
  sceneIds: Iterable<string>,
): ReadonlySet<string> {
  const scenes = new Map(collection.scenes.map((scene) => [scene.id, scene]));
  const seenScenes = new Set<string>();
  const sources = new Set<string>();
  const visitScene = (sceneId: string): void => {
    if (seenScenes.has(sceneId)) return;
    seenScenes.add(sceneId);
    scenes.get(sceneId)?.items.forEach(visitItem);
  };
  const visitItem = (item: Item): void => {
    if (!item.visible) return;
    switch (item.kind) {
      case 'source':
        sources.add(item.sourceId);
        break;
      case 'scene':
        visitScene(item.sceneId);
        break;
      case 'group':
        item.items.forEach(visitItem);
        break;
      default:
        assertNever(item);
    }
  };
  for (const sceneId of sceneIds) visitScene(sceneId);
  return sources;
}
