import type { Item, SceneCollection } from '#shared/model/scene-collection.ts';
import type { IconName } from '../../ui/icon.tsx';
import { itemIcon, itemName } from './item-names.ts';

/** A line of the list of layers. */
export interface LayerRow {
  readonly id: string;
  readonly name: string;
  readonly icon: IconName;
  readonly item: Item;
  /** What a group holds. */
  readonly children: readonly this[];
}

/** The layers, top first. */
export function layerRows(
  items: readonly Item[],
  collection: Pick<SceneCollection, 'sources' | 'scenes'>,
): LayerRow[] {
  return items
    .map((item) => ({
      id: item.id,
      name: itemName(item, collection),
      icon: itemIcon(item, collection),
      item,
      children: item.kind === 'group' ? layerRows(item.items, collection) : [],
    }))
    .reverse();
}
