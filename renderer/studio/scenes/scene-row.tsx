import type { ReactNode } from 'react';
import type { Command } from '#shared/model/command.ts';
import type { Scene } from '#shared/model/scene-collection.ts';
import { Menu } from '../../ui/menu.tsx';
import { useCollection, useStudio, useStudioState } from '../hooks.ts';
import { text } from '../text.ts';
import { duplicateScene, moveSceneBy } from './scene-commands.ts';

/** A component of its own: the list draws a row anew only when the scene itself changes. */
export function SceneRow({ scene }: { readonly scene: Scene }): ReactNode {
  const studio = useStudio();
  const collection = useCollection();
  const isLive = useStudioState(({ status }) => status?.broadcast.kind === 'live');
  const apply = (commands: Command | readonly Command[]): void => {
    void studio.apply('error.scene', commands);
  };
  const rename = (): void => {
    studio.store.getState().openDialog({ kind: 'rename-scene', sceneId: scene.id });
  };
  return (
    <>
      <span className="list-name" onDoubleClick={rename}>
        {scene.name}
      </span>
      {scene.id === collection.programSceneId && (
        <span className="scene-tally" data-live={isLive}>
          {isLive ? text('scenes.onAir') : text('scenes.program')}
        </span>
      )}
      <Menu
        icon="more"
        label={text('edit.actions', { name: scene.name })}
        actions={[
          { id: 'rename', text: text('edit.rename'), keys: 'F2', run: rename },
          {
            id: 'duplicate',
            text: text('edit.duplicate'),
            run: () => {
              apply(duplicateScene(collection, scene.id));
            },
          },
          {
            id: 'up',
            text: text('edit.moveUp'),
            keys: 'Alt+↑',
            run: () => {
              apply(moveSceneBy(collection, scene.id, -1));
            },
          },
          {
            id: 'down',
            text: text('edit.moveDown'),
            keys: 'Alt+↓',
            run: () => {
              apply(moveSceneBy(collection, scene.id, 1));
            },
          },
          {
            id: 'remove',
            text: text('edit.remove'),
            keys: 'Del',
            isDisabled: collection.scenes.length === 1,
            run: () => {
              apply({ kind: 'remove-scene', sceneId: scene.id });
            },
          },
        ]}
      />
    </>
  );
}
