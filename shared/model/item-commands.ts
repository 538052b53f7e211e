import type { Command } from './command.ts';
import { findGraphProblem } from './find-problems.ts';
import { findItem, groupHeight, insertAt, moveTo, updateList, walkItems } from './item-tree.ts';
import type { ItemPlace } from './item-tree.ts';
import { placeOutsideGroup } from './item-placement.ts';
import type { Appliers } from './reducer.ts';
import { Refusal } from './refusal.ts';
import { collectionLimits } from './scene-collection.ts';
import type { GroupItem, Item, Scene, SceneCollection } from './scene-collection.ts';

type ItemCommandKind = Extract<Command['kind'], `${string}-item` | `${string}-items`>;
type ItemChanges = Extract<Command, { kind: 'update-item' }>['changes'];

/** The reducer's rows that edit one scene's items. Siblings are the items of one list. */
export const itemAppliers: Appliers<ItemCommandKind> = {
  'add-item': (collection, { sceneId, groupId, item, index }) => {
    checkNewItem(collection, sceneOf(collection, sceneId), item);
    const added = updateScene(collection, sceneId, (items) => {
      const group = groupId === undefined ? null : groupPlace(items, groupId);
      const groupIds = group ? [...group.groupIds, group.item.id] : [];
      checkGroupDepth(groupIds.length + groupHeight(item), 'item');
      return updateList(items, groupIds, (list) => insertAt(list, index ?? list.length, item));
    });
    return withinLimits(added, sceneId, item.kind === 'scene' ? 'item.sceneId' : 'item');
  },
  'update-item': (collection, { sceneId, itemId, changes }) => {
    const updated = updateScene(collection, sceneId, (items) => {
      const { item, groupIds } = placeOf(items, itemId);
      const changed = changeItem(item, changes);
      return updateList(items, groupIds, (list) =>
        list.map((other) => (other === item ? changed : other)),
      );
    });
    if (changes.sceneId === undefined) return updated;
    sceneOf(collection, changes.sceneId, 'changes.sceneId');
    return withinLimits(updated, sceneId, 'changes.sceneId');
  },
  'move-item': (collection, { sceneId, itemId, index }) =>
    updateScene(collection, sceneId, (items) => {
      const place = placeOf(items, itemId);
      return updateList(items, place.groupIds, (list) => moveTo(list, place.index, index));
    }),
  'remove-item': (collection, { sceneId, itemId }) =>
    updateScene(collection, sceneId, (items) => {
      const { item, groupIds } = placeOf(items, itemId);
      return updateList(items, groupIds, (list) => list.filter((other) => other !== item));
    }),
  // The group stands where its topmost item stood; in its neutral coordinates nothing moves.
  'group-items': (collection, { sceneId, itemIds, groupId, name }) => {
    const grouped = updateScene(collection, sceneId, (items) => {
      if (findItem(items, groupId)) throw new Refusal(`the id "${groupId}" is taken`, 'groupId');
      const places = itemIds.map((itemId, at) => placeOf(items, itemId, `itemIds[${at}]`));
      const groupIds = places[0]?.groupIds ?? [];
      if (places.some((place) => place.groupIds.at(-1) !== groupIds.at(-1))) {
        throw new Refusal('the items are not in the same group', 'itemIds');
      }
      const heights = places.map(({ item }) => groupHeight(item));
      checkGroupDepth(groupIds.length + 1 + Math.max(...heights), 'itemIds');
      const chosen = new Set(places.map(({ item }) => item));
      return updateList(items, groupIds, (list) => {
        const inner = list.filter((item) => chosen.has(item));
        const top = inner.at(-1);
        const group = newGroup(groupId, name, inner);
        return list.flatMap((item) => (item === top ? [group] : chosen.has(item) ? [] : [item]));
      });
    });
    return withinLimits(grouped, sceneId, 'itemIds');
  },
  'ungroup-items': (collection, { sceneId, groupId }) =>
    updateScene(collection, sceneId, (items) => {
      const { item: group, groupIds } = groupPlace(items, groupId);
      return updateList(items, groupIds, (list) =>
        list.flatMap((item) =>
          item === group ? group.items.map((inner) => placeOutsideGroup(group, inner)) : [item],
        ),
      );
    }),
};

function sceneOf(collection: SceneCollection, sceneId: string, field = 'sceneId'): Scene {
  const scene = collection.scenes.find(({ id }) => id === sceneId);
  if (!scene) throw new Refusal(`there is no scene "${sceneId}"`, field);
  return scene;
}

function placeOf(items: readonly Item[], itemId: string, field = 'itemId'): ItemPlace {
  const place = findItem(items, itemId);
  if (!place) throw new Refusal(`there is no item "${itemId}" in the scene`, field);
  return place;
}

function groupPlace(
  items: readonly Item[],
  groupId: string,
): ItemPlace & { readonly item: GroupItem } {
  const { item, ...place } = placeOf(items, groupId, 'groupId');
  if (item.kind !== 'group') throw new Refusal(`"${groupId}" is not a group`, 'groupId');
  return { ...place, item };
}

function updateScene(
  collection: SceneCollection,
  sceneId: string,
  update: (items: Item[]) => Item[],
): SceneCollection {
  const old = sceneOf(collection, sceneId);
  const updated = { ...old, items: update(old.items) };
  return {
    ...collection,
    scenes: collection.scenes.map((scene) => (scene === old ? updated : scene)),
  };
}

/** For edits that add items or nest scenes; `field` is to blame where there are then too many. */
function withinLimits(
  collection: SceneCollection,
  sceneId: string,
  field: string,
): SceneCollection {
  const count = [...walkItems(sceneOf(collection, sceneId).items)].length;
  if (count > collectionLimits.itemsPerScene) {
    throw new Refusal(`at most ${collectionLimits.itemsPerScene} items fit in a scene`, field);
  }
  const problem = findGraphProblem(collection.scenes);
  if (problem) throw new Refusal(problem.message, field);
  return collection;
}

function checkNewItem(collection: SceneCollection, scene: Scene, added: Item): void {
  const sourceIds = new Set(collection.sources.map(({ id }) => id));
  const itemIds = new Set([...walkItems(scene.items)].map(({ item }) => item.id));
  for (const { item, path } of walkItems([added])) {
    const field = path.replace('items[0]', 'item');
    if (itemIds.has(item.id)) throw new Refusal(`the id "${item.id}" is taken`, `${field}.id`);
    itemIds.add(item.id);
    if (item.kind === 'source' && !sourceIds.has(item.sourceId)) {
      throw new Refusal(`there is no source "${item.sourceId}"`, `${field}.sourceId`);
    }
    if (item.kind === 'scene') sceneOf(collection, item.sceneId, `${field}.sceneId`);
  }
}

function checkGroupDepth(depth: number, field: string): void {
  if (depth > collectionLimits.groupDepth) {
    throw new Refusal(`groups may be nested ${collectionLimits.groupDepth} deep`, field);
  }
}

function changeItem(item: Item, changes: ItemChanges): Item {
  if (changes.name !== undefined && item.kind !== 'group') {
    throw new Refusal('only a group has a name of its own', 'changes.name');
  }
  if (changes.sceneId !== undefined && item.kind !== 'scene') {
    throw new Refusal('the item does not show a scene', 'changes.sceneId');
  }
  const { transform, ...others } = changes;
  const { crop, ...place } = transform ?? {};
  return {
    ...item,
    ...defined(others),
    transform: {
      ...item.transform,
      ...defined(place),
      crop: { ...item.transform.crop, ...defined(crop ?? {}) },
    },
  } as Item;
}

/** Fields that are there but undefined change nothing. */
function defined<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function newGroup(id: string, name: string, items: Item[]): GroupItem {
  return {
    kind: 'group',
    id,
    name,
    items,
    transform: {
      x: 0,
      y: 0,
      scaleX: 1,
      scaleY: 1,
      rotationDeg: 0,
      crop: { left: 0, top: 0, right: 0, bottom: 0 },
    },
    visible: true,
    locked: false,
    opacity: 1,
    blendMode: 'normal',
  };
}
