import type { Command } from '#shared/model/command.ts';
import { newId } from '#shared/model/id.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { text } from '../text.ts';
import { uniqueName, uniqueNameFrom } from '../unique-name.ts';

type Scenes = Pick<SceneCollection, 'scenes'>;

const namesOf = ({ scenes }: Scenes): string[] => scenes.map(({ name }) => name);

/** A new empty scene at the end, on the program at once, so that sources can be added. */
export function addScene(collection: Scenes): Command[] {
  const sceneId = newId();
  const name = uniqueName(
    namesOf(collection),
    (number) => text('scenes.newName', { number }),
    collection.scenes.length + 1,
  );
  return [
    { kind: 'add-scene', sceneId, name },
    { kind: 'set-program-scene', sceneId },
  ];
}

export function duplicateScene(collection: Scenes, sceneId: string): Command[] {
  const scene = collection.scenes.find(({ id }) => id === sceneId);
  if (!scene) return [];
  const name = uniqueNameFrom(namesOf(collection), text('edit.copyName', { name: scene.name }));
  return [{ kind: 'duplicate-scene', sceneId, newSceneId: newId(), name: name.slice(0, 200) }];
}

/** Moves a scene up (−1) or down (1); nothing at the ends. */
export function moveSceneBy(collection: Scenes, sceneId: string, by: -1 | 1): Command[] {
  const index = collection.scenes.findIndex(({ id }) => id === sceneId) + by;
  if (index < 0 || index >= collection.scenes.length) return [];
  return [{ kind: 'move-scene', sceneId, index }];
}
