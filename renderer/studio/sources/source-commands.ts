import type { Command } from '#shared/model/command.ts';
import { newId } from '#shared/model/id.ts';
import { findItem, walkItems } from '#shared/model/item-tree.ts';
import {
  itemSchema,
  type Item,
  type Scene,
  type SceneCollection,
} from '#shared/model/scene-collection.ts';
import type { Source } from '#shared/model/source.ts';
import type { ReorderTarget } from '../../ui/reorder.ts';
import { reorderIndex } from '../../ui/reorder.ts';
import { text } from '../text.ts';
import { uniqueName, uniqueNameFrom } from '../unique-name.ts';

/** A new source, shown on top of the scene. */
export function addSource(sceneId: string, source: Source): Command[] {
  return [{ kind: 'add-source', source }, showSource(sceneId, source.id)];
}

/** A source of the collection, shown on top of the scene. */
export function showSource(sceneId: string, sourceId: string): Command {
  const item = itemSchema.parse({ kind: 'source', id: newId(), sourceId });
  return { kind: 'add-item', sceneId, item };
}

/** Another scene as one layer. */
export function showScene(sceneId: string, shownSceneId: string): Command {
  const item = itemSchema.parse({ kind: 'scene', id: newId(), sceneId: shownSceneId });
  return { kind: 'add-item', sceneId, item };
}

/**
 * Takes layers out of the scene. A source that no scene shows any more goes, too: nothing of it
 * would be left to hold on to.
 */
export function removeItems(
  { scenes }: Pick<SceneCollection, 'scenes'>,
  sceneId: string,
  itemIds: readonly string[],
): Command[] {
  const scene = scenes.find(({ id }) => id === sceneId);
  if (!scene) return [];
  const outermost = withoutNested(scene, itemIds);
  const going = outermost.flatMap((id) => {
    const place = findItem(scene.items, id);
    return place ? [...walkItems([place.item])].map(({ item }) => item) : [];
  });
  const goingHere = new Set(going);
  const kept = new Set(
    scenes.flatMap(({ items }) =>
      [...walkItems(items)].flatMap(({ item }) =>
        item.kind === 'source' && !goingHere.has(item) ? [item.sourceId] : [],
      ),
    ),
  );
  const orphans = new Set(
    going.flatMap((item) =>
      item.kind === 'source' && !kept.has(item.sourceId) ? [item.sourceId] : [],
    ),
  );
  return [
    ...outermost.map((itemId): Command => ({ kind: 'remove-item', sceneId, itemId })),
    ...[...orphans].map((sourceId): Command => ({ kind: 'remove-source', sourceId })),
  ];
}

/** Copies of the layers, a little aside, each above its original. */
export function duplicateItems(scene: Scene, itemIds: readonly string[]): Command[] {
  return withoutNested(scene, itemIds).flatMap((itemId): Command[] => {
    const place = findItem(scene.items, itemId);
    if (!place) return [];
    const copy = withNewIds(place.item);
    const groupId = place.groupIds.at(-1);
    const { x, y } = copy.transform;
    return [
      {
        kind: 'add-item',
        sceneId: scene.id,
        ...(groupId === undefined ? {} : { groupId }),
        index: place.index + 1,
        item: { ...copy, transform: { ...copy.transform, x: x + 20, y: y + 20 } },
      },
    ];
  });
}

/** A copy of the layer with a source of its own, so that changing one leaves the other. */
export function duplicateSource(
  { sources }: Pick<SceneCollection, 'sources'>,
  scene: Scene,
  itemId: string,
): Command[] {
  const [copy] = duplicateItems(scene, [itemId]);
  if (copy?.kind !== 'add-item' || copy.item.kind !== 'source') return [];
  const { sourceId } = copy.item;
  const source = sources.find(({ id }) => id === sourceId);
  if (!source) return [];
  const name = uniqueNameFrom(
    sources.map((other) => other.name),
    text('edit.copyName', { name: source.name }),
  ).slice(0, 200);
  const id = newId();
  return [
    { kind: 'add-source', source: { ...source, id, name } },
    { ...copy, item: { ...copy.item, sourceId: id } },
  ];
}

/** One group around the layers; they must be in the same list. */
export function groupItems(scene: Scene, itemIds: readonly string[]): Command[] {
  const ids = withoutNested(scene, itemIds);
  if (ids.length === 0) return [];
  const taken = [...walkItems(scene.items)].flatMap(({ item }) =>
    item.kind === 'group' ? [item.name] : [],
  );
  const name = uniqueName(taken, (number) => text('sources.groupName', { number }));
  return [{ kind: 'group-items', sceneId: scene.id, itemIds: ids, groupId: newId(), name }];
}

/** Moves a layer up (1) or down (−1) among its siblings, seen from above. */
export function moveItemBy(scene: Scene, itemId: string, by: -1 | 1): Command[] {
  const siblings = siblingsOf(scene, itemId);
  const index = siblings.findIndex(({ id }) => id === itemId) + by;
  if (index < 0 || index >= siblings.length) return [];
  return [{ kind: 'move-item', sceneId: scene.id, itemId, index }];
}

/** What a drop in the list of layers means; the list shows the top first. */
export function dropItem(scene: Scene, itemId: string, target: ReorderTarget): Command[] {
  const ids = siblingsOf(scene, itemId).map(({ id }) => id);
  const position = target.position === 'before' ? 'after' : 'before';
  const index = reorderIndex(ids, itemId, { key: target.key, position });
  return index === null ? [] : [{ kind: 'move-item', sceneId: scene.id, itemId, index }];
}

function siblingsOf(scene: Scene, itemId: string): readonly Item[] {
  const groupId = findItem(scene.items, itemId)?.groupIds.at(-1);
  if (groupId === undefined) return scene.items;
  const group = findItem(scene.items, groupId)?.item;
  return group?.kind === 'group' ? group.items : [];
}

/** Without those that are inside another of them. */
function withoutNested(scene: Scene, itemIds: readonly string[]): string[] {
  const chosen = new Set(itemIds);
  return itemIds.filter((id) => {
    const place = findItem(scene.items, id);
    return place !== null && !place.groupIds.some((groupId) => chosen.has(groupId));
  });
}

function withNewIds(item: Item): Item {
  return item.kind === 'group'
    ? { ...item, id: newId(), items: item.items.map(withNewIds) }
    : { ...item, id: newId() };
}
