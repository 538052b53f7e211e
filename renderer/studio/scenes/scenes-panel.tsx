import type { ReactNode } from 'react';
import type { Command } from '#shared/model/command.ts';
import { IconButton } from '../../ui/button.tsx';
import { List } from '../../ui/list.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowKeys } from '../../ui/row-keys.tsx';
import { useCollection, useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { addScene, moveSceneBy } from './scene-commands.ts';
import { SceneRow } from './scene-row.tsx';
import { TransitionControls } from './transition-controls.tsx';
import './scenes.css';

export function ScenesPanel(): ReactNode {
  const studio = useStudio();
  const collection = useCollection();
  const apply = (commands: Command | readonly Command[]): void => {
    void studio.apply('error.scene', commands);
  };
  const { openDialog } = studio.store.getState();
  const rename = (sceneId: string): void => {
    openDialog({ kind: 'rename-scene', sceneId });
  };
  const move = (sceneId: string, by: -1 | 1): void => {
    apply(moveSceneBy(collection, sceneId, by));
  };
  const remove = (sceneId: string): void => {
    apply({ kind: 'remove-scene', sceneId });
  };
  return (
    <Panel
      title={text('scenes.title')}
      name="scenes"
      tools={
        <IconButton
          icon="add"
          label={text('scenes.add')}
          onPress={() => {
            apply(addScene(collection));
          }}
        />
      }
    >
      <RowKeys className="panel-list" onRename={rename} onRemove={remove} onMove={move}>
        <List
          label={text('scenes.title')}
          rows={collection.scenes}
          selectedId={collection.programSceneId}
          onSelect={(sceneId) => {
            apply({ kind: 'set-program-scene', sceneId });
          }}
          onReorder={(sceneId, index) => {
            apply({ kind: 'move-scene', sceneId, index });
          }}
          dragLabel={({ name }) => text('edit.reorder', { name })}
          renderRow={(scene) => <SceneRow scene={scene} />}
        />
      </RowKeys>
      <TransitionControls />
    </Panel>
  );
}
