import { describe, expect, it } from 'vitest';
import type { Command } from '#shared/model/command.ts';
import { newCollection } from '#shared/model/new-collection.ts';
import { applyCommand } from '#shared/model/reducer.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { addScene, duplicateScene, moveSceneBy } from './scene-commands.ts';

function applied(collection: SceneCollection, commands: readonly Command[]): SceneCollection {
  return commands.reduce((before, command) => {
    const result = applyCommand(before, command);
    if (result.kind === 'refused') throw new Error(`${result.field}: ${result.message}`);
    return result.collection;
  }, collection);
}

const namesOf = (collection: SceneCollection): string[] =>
  collection.scenes.map(({ name }) => name);

describe('scene commands', () => {
  it('add a scene with a free name and switch to it', () => {
    let collection = newCollection();
    collection = applied(collection, addScene(collection));
    collection = applied(collection, addScene(collection));
    expect(namesOf(collection)).toEqual(['Scene 1', 'Scene 2', 'Scene 3']);
    expect(collection.programSceneId).toBe(collection.scenes[2]?.id);
  });

  it('duplicate under a free name', () => {
    let collection = newCollection();
    const { programSceneId } = collection;
    collection = applied(collection, duplicateScene(collection, programSceneId));
    collection = applied(collection, duplicateScene(collection, programSceneId));
    expect(namesOf(collection)).toEqual(['Scene 1', 'Scene 1 copy 2', 'Scene 1 copy']);
    expect(duplicateScene(collection, 'nobody')).toEqual([]);
  });

  it('move a scene, but not beyond the ends', () => {
    let collection = newCollection();
    const first = collection.programSceneId;
    collection = applied(collection, addScene(collection));
    collection = applied(collection, moveSceneBy(collection, first, 1));
    expect(namesOf(collection)).toEqual(['Scene 2', 'Scene 1']);
    expect(moveSceneBy(collection, first, 1)).toEqual([]);
    expect(moveSceneBy(collection, 'nobody', -1)).toEqual([]);
  });
});
