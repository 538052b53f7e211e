import type { ReactNode } from 'react';
import { findItem } from '#shared/model/item-tree.ts';
import { IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowKeys } from '../../ui/row-keys.tsx';
import { Tree } from '../../ui/tree.tsx';
import { useCollection, useProgramScene, useStudio, useStudioState } from '../hooks.ts';
import { text } from '../text.ts';
import { LayerRowView } from './layer-row-view.tsx';
import { layerRows } from './layer-rows.ts';
import { dropItem, groupItems, moveItemBy, removeItems } from './source-commands.ts';
import './sources.css';

/** The layers of the program scene, top first. */
export function SourcesPanel(): ReactNode {
  const studio = useStudio();
  const collection = useCollection();
  const scene = useProgramScene();
  const selectedIds = useStudioState((state) => state.selectedItemIds);
  const { select, openDialog } = studio.store.getState();
  const openProperties = (itemId: string): void => {
    const item = findItem(scene.items, itemId)?.item;
    if (!item) return;
    if (item.kind === 'source') {
      openDialog({ kind: 'source-properties', sourceId: item.sourceId });
    } else {
      openDialog({ kind: 'layer-properties', itemId });
    }
  };
  return (
    <Panel
      title={text('sources.title')}
      name="sources"
      tools={
        <>
          <IconButton
            icon="group"
            label={text('sources.group')}
            isDisabled={selectedIds.length === 0}
            onPress={() => {
              void studio.apply('error.layer', groupItems(scene, selectedIds));
            }}
          />
          <IconButton
            icon="add"
            label={text('sources.add')}
            onPress={() => {
              openDialog({ kind: 'add-source' });
            }}
          />
        </>
      }
    >
      <RowKeys
        className="panel-list"
        onRename={(itemId) => {
          openDialog({ kind: 'rename-item', itemId });
        }}
        onRemove={(itemId) => {
          const ids = selectedIds.includes(itemId) ? selectedIds : [itemId];
          void studio.apply('error.layer', removeItems(collection, scene.id, ids));
        }}
        onMove={(itemId, by) => {
          // The list shows the top first, so up is a higher index.
          void studio.apply('error.layer', moveItemBy(scene, itemId, by === -1 ? 1 : -1));
        }}
      >
        <Tree
          label={text('sources.of', { scene: scene.name })}
          rows={layerRows(scene.items, collection)}
          selectedIds={selectedIds}
          onSelect={select}
          onAction={openProperties}
          onReorder={(itemId, target) => {
            void studio.apply('error.layer', dropItem(scene, itemId, target));
          }}
          dragLabel={({ name }) => text('edit.reorder', { name })}
          expandLabel={({ name }) => text('sources.expand', { name })}
          renderRow={(row) => <LayerRowView row={row} />}
          empty={
            <div className="panel-empty">
              <p>{text('sources.empty')}</p>
              <p>{text('sources.emptyHint')}</p>
            </div>
          }
        />
      </RowKeys>
    </Panel>
  );
}
