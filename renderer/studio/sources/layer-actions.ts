import type { Command } from '#shared/model/command.ts';
import { transformSchema } from '#shared/model/scene-collection.ts';
import type { MenuAction } from '../../ui/menu.tsx';
import { useStudio } from '../hooks.ts';
import { fitInto } from '../preview/gestures.ts';
import { findPlaced, placeItems } from '../preview/placed-items.ts';
import type { Studio } from '../studio.ts';
import { text } from '../text.ts';
import type { LayerRow } from './layer-rows.ts';
import {
  duplicateItems,
  duplicateSource,
  groupItems,
  moveItemBy,
  removeItems,
} from './source-commands.ts';

/** What can be done with a layer, as its menu. */
export function useLayerActions({ item }: LayerRow): readonly MenuAction[] {
  const studio = useStudio();
  const { openDialog } = studio.store.getState();
  const apply = (commands: Command | readonly Command[]): void => {
    void studio.apply('error.layer', commands);
  };
  const scene = studio.programScene();
  const collection = studio.collection();
  if (!scene || !collection) return [];
  const itemId = item.id;
  const sourceActions: readonly MenuAction[] =
    item.kind === 'source'
      ? [
          {
            id: 'properties',
            text: text('sources.properties'),
            keys: 'Enter',
            run: () => {
              openDialog({ kind: 'source-properties', sourceId: item.sourceId });
            },
          },
        ]
      : [];
  return [
    ...sourceActions,
    {
      id: 'layer',
      text: text('sources.layer'),
      run: () => {
        openDialog({ kind: 'layer-properties', itemId });
      },
    },
    {
      id: 'rename',
      text: text('edit.rename'),
      keys: 'F2',
      run: () => {
        openDialog({ kind: 'rename-item', itemId });
      },
    },
    {
      id: 'duplicate',
      text: text('edit.duplicate'),
      keys: 'Ctrl+D',
      run: () => {
        apply(duplicateItems(scene, [itemId]));
      },
    },
    ...(item.kind === 'source'
      ? [
          {
            id: 'duplicate-source',
            text: text('sources.duplicateSource'),
            run: () => {
              apply(duplicateSource(collection, scene, itemId));
            },
          },
        ]
      : []),
    {
      id: 'fit',
      text: text('sources.fit'),
      run: () => {
        fitToCanvas(studio, itemId);
      },
    },
    {
      id: 'reset',
      text: text('sources.reset'),
      run: () => {
        const transform = transformSchema.parse({});
        apply({ kind: 'update-item', sceneId: scene.id, itemId, changes: { transform } });
      },
    },
    {
      id: 'up',
      text: text('edit.moveUp'),
      keys: 'Alt+↑',
      run: () => {
        apply(moveItemBy(scene, itemId, 1));
      },
    },
    {
      id: 'down',
      text: text('edit.moveDown'),
      keys: 'Alt+↓',
      run: () => {
        apply(moveItemBy(scene, itemId, -1));
      },
    },
    item.kind === 'group'
      ? {
          id: 'ungroup',
          text: text('sources.ungroup'),
          run: () => {
            apply({ kind: 'ungroup-items', sceneId: scene.id, groupId: itemId });
          },
        }
      : {
          id: 'group',
          text: text('sources.group'),
          run: () => {
            const { selectedItemIds } = studio.store.getState();
            apply(groupItems(scene, selectedItemIds.includes(itemId) ? selectedItemIds : [itemId]));
          },
        },
    {
      id: 'remove',
      text: text('edit.remove'),
      keys: 'Del',
      run: () => {
        apply(removeItems(collection, scene.id, [itemId]));
      },
    },
  ];
}

function fitToCanvas(studio: Studio, itemId: string): void {
  const collection = studio.collection();
  const scene = studio.programScene();
  if (!collection || !scene) return;
  const placed = findPlaced(
    placeItems(scene, collection, studio.program.sourceSizes.get()),
    itemId,
  );
  if (!placed) return;
  void studio.apply('error.layer', {
    kind: 'update-item',
    sceneId: scene.id,
    itemId,
    changes: { transform: fitInto(placed, collection.canvas) },
  });
}
