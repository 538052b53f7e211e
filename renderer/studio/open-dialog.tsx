import type { ReactNode } from 'react';
import { assertNever } from '#shared/lib/assert-never.ts';
import { findItem } from '#shared/model/item-tree.ts';
import type { Item } from '#shared/model/scene-collection.ts';
import { DestinationDialog } from './destinations/destination-dialog.tsx';
import { RemoveDestinationDialog } from './destinations/remove-destination-dialog.tsx';
import { useCollection, useProgramScene, useSettings, useStudio, useStudioState } from './hooks.ts';
import { HelpDialog } from './keyboard/help-dialog.tsx';
import { StripDialog } from './mixer/strip-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { SettingsDialog } from './settings/settings-dialog.tsx';
import { AddDialog } from './sources/add-dialog.tsx';
import { itemName } from './sources/item-names.ts';
import { LayerDialog } from './sources/layer-dialog.tsx';
import { SourceDialog } from './sources/source-dialog.tsx';
import { text } from './text.ts';

/** The dialog that is open. What it is about may be gone in the meantime: then there is none. */
export function OpenDialog(): ReactNode {
  const studio = useStudio();
  const dialog = useStudioState((state) => state.dialog);
  const collection = useCollection();
  const scene = useProgramScene();
  const { destinations } = useSettings();
  const onClose = studio.store.getState().closeDialog;
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'settings':
      return <SettingsDialog onClose={onClose} />;
    case 'add-source':
      return <AddDialog onClose={onClose} />;
    case 'rename-scene': {
      const { sceneId } = dialog;
      const renamed = collection.scenes.find(({ id }) => id === sceneId);
      if (!renamed) return null;
      return (
        <RenameDialog
          title={text('scenes.rename')}
          name={renamed.name}
          onClose={onClose}
          onRename={(name) => {
            void studio.apply('error.scene', { kind: 'rename-scene', sceneId, name });
          }}
        />
      );
    }
    case 'rename-item': {
      const item = findItem(scene.items, dialog.itemId)?.item;
      return item ? <RenameItemDialog item={item} onClose={onClose} /> : null;
    }
    case 'layer-properties': {
      const item = findItem(scene.items, dialog.itemId)?.item;
      return item ? <LayerDialog item={item} onClose={onClose} /> : null;
    }
    case 'source-properties': {
      const source = collection.sources.find(({ id }) => id === dialog.sourceId);
      return source ? <SourceDialog source={source} onClose={onClose} /> : null;
    }
    case 'strip-settings': {
      const source = collection.sources.find(({ id }) => id === dialog.sourceId);
      return source ? <StripDialog source={source} onClose={onClose} /> : null;
    }
    case 'edit-destination': {
      const destination = destinations.find(({ id }) => id === dialog.destinationId) ?? null;
      return <DestinationDialog destination={destination} onClose={onClose} />;
    }
    case 'remove-destination': {
      const destination = destinations.find(({ id }) => id === dialog.destinationId);
      return destination ? (
        <RemoveDestinationDialog destination={destination} onClose={onClose} />
      ) : null;
    }
    default:
      return assertNever(dialog);
  }
}

/** Renames what the layer shows: its source, its scene, or the group itself. */
function RenameItemDialog(props: { readonly item: Item; readonly onClose: () => void }): ReactNode {
  const { item, onClose } = props;
  const studio = useStudio();
  const collection = useCollection();
  const { id: sceneId } = useProgramScene();
  const rename = (name: string): void => {
    switch (item.kind) {
      case 'source':
        void studio.apply('error.source', { kind: 'rename-source', sourceId: item.sourceId, name });
        break;
      case 'scene':
        void studio.apply('error.scene', { kind: 'rename-scene', sceneId: item.sceneId, name });
        break;
      case 'group':
        void studio.apply('error.layer', {
          kind: 'update-item',
          sceneId,
          itemId: item.id,
          changes: { name },
        });
        break;
      default:
        assertNever(item);
    }
  };
  const titles = {
    source: 'sources.rename',
    scene: 'scenes.rename',
    group: 'sources.renameGroup',
  } as const;
  return (
    <RenameDialog
      title={text(titles[item.kind])}
      name={itemName(item, collection)}
      onClose={onClose}
      onRename={rename}
    />
  );
}
