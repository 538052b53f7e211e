import { assertNever } from '#shared/lib/assert-never.ts';
import type { Item, SceneCollection } from '#shared/model/scene-collection.ts';
import type { IconName } from '../../ui/icon.tsx';
import { text } from '../text.ts';

type Names = Pick<SceneCollection, 'sources' | 'scenes'>;

/** A layer's name: its source's, its scene's or its own. */
export function itemName(item: Item, { sources, scenes }: Names): string {
  switch (item.kind) {
    case 'source':
      return sources.find(({ id }) => id === item.sourceId)?.name ?? text('sources.missing');
    case 'scene':
      return scenes.find(({ id }) => id === item.sceneId)?.name ?? text('sources.missing');
    case 'group':
      return item.name;
    default:
      return assertNever(item);
  }
}

export function itemIcon(item: Item, { sources }: Pick<Names, 'sources'>): IconName {
  switch (item.kind) {
    case 'source':
      return sources.find(({ id }) => id === item.sourceId)?.kind ?? 'warning';
    case 'scene':
    case 'group':
      return item.kind;
    default:
      return assertNever(item);
  }
}
