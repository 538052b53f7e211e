import type { Item } from './scene-collection.ts';

/** Where an item stands: the list that holds it, and the groups above it from the outside in. */
export interface ItemPlace {
  readonly item: Item;
  readonly index: number;
  readonly groupIds: readonly string[];
}

/** Every item of a list and of its groups, parents first. Iterative: any depth is safe. */
export function* walkItems(
  items: readonly Item[],
  path = 'items',
): Generator<{ item: Item; path: string; groupDepth: number }> {
  const open = [{ items, path, groupDepth: 0, next: 0 }];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const index = level.next++;
    const item = level.items[index];
    if (!item) {
      open.pop();
      continue;
    }
    const itemPath = `${level.path}[${index}]`;
    yield { item, path: itemPath, groupDepth: level.groupDepth };
    if (item.kind === 'group') {
      open.push({
        items: item.items,
        path: `${itemPath}.items`,
        groupDepth: level.groupDepth + 1,
        next: 0,
      });
    }
  }
}

export function findItem(items: readonly Item[], itemId: string): ItemPlace | null {
  for (const [index, item] of items.entries()) {
    if (item.id === itemId) return { item, index, groupIds: [] };
    if (item.kind !== 'group') continue;
    const found = findItem(item.items, itemId);
    if (found) return { ...found, groupIds: [item.id, ...found.groupIds] };
  }
  return null;
}

/** The tree with one list replaced: that of the innermost group of `groupIds`, or the outermost. */
export function updateList(
  items: Item[],
  groupIds: readonly string[],
  update: (items: Item[]) => Item[],
): Item[] {
  const [groupId, ...inner] = groupIds;
  if (groupId === undefined) return update(items);
  return items.map((item) =>
    item.kind === 'group' && item.id === groupId
      ? { ...item, items: updateList(item.items, inner, update) }
      : item,
  );
}

/** The tree without the items that `matches`; untouched lists are shared. */
export function withoutItems(items: Item[], matches: (item: Item) => boolean): Item[] {
  const kept = items.flatMap((item): Item[] => {
    if (matches(item)) return [];
    if (item.kind !== 'group') return [item];
    const inner = withoutItems(item.items, matches);
    return [inner === item.items ? item : { ...item, items: inner }];
  });
  return kept.length === items.length && kept.every((item, index) => item === items[index])
    ? items
    : kept;
}

/** Groups on the longest way down: 0 for anything but a group. */
export function groupHeight(item: Item): number {
  let height = 0;
  for (const { item: inner, groupDepth } of walkItems([item])) {
    if (inner.kind === 'group') height = Math.max(height, groupDepth + 1);
  }
  return height;
}

/** `item` put into `items`, at most at the end. */
export function insertAt<T>(items: readonly T[], index: number, item: T): T[] {
  return [...items.slice(0, index), item, ...items.slice(index)];
}

/** The item at `from` moved to stand at `to`, at most at the end. */
export function moveTo<T>(items: readonly T[], from: number, to: number): T[] {
  const item = items[from];
  if (item === undefined) return [...items];
  return insertAt([...items.slice(0, from), ...items.slice(from + 1)], to, item);
}
