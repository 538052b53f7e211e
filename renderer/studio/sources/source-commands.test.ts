import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '#shared/model/command.ts';
import { walkItems } from '#shared/model/item-tree.ts';
import { newCollection } from '#shared/model/new-collection.ts';
import { applyCommand } from '#shared/model/reducer.ts';
import type { Scene, SceneCollection } from '#shared/model/scene-collection.ts';
import { sourceSchema } from '#shared/model/source.ts';
import { itemName } from './item-names.ts';
import { newSource, sourceKinds } from './new-source.ts';
import {
  addSource,
  dropItem,
  duplicateItems,
  duplicateSource,
  groupItems,
  moveItemBy,
  removeItems,
  showScene,
  showSource,
} from './source-commands.ts';

let collection: SceneCollection;

function run(commands: Command | readonly Command[]): void {
  for (const command of [commands].flat()) {
    const result = applyCommand(collection, command as Command);
    if (result.kind === 'refused') throw new Error(`${result.field}: ${result.message}`);
    collection = result.collection;
  }
}

const scene = (): Scene => {
  const found = collection.scenes.find(({ id }) => id === collection.programSceneId);
  if (!found) throw new Error('no program scene');
  return found;
};
const names = (): string[] =>
  [...walkItems(scene().items)].map(({ item }) => itemName(item, collection));
const idOf = (name: string): string => {
  const found = [...walkItems(scene().items)].find(
    ({ item }) => itemName(item, collection) === name,
  );
  if (!found) throw new Error(`no layer ${name}`);
  return found.item.id;
};

beforeEach(() => {
  collection = newCollection();
  for (const name of ['A', 'B', 'C']) {
    run(addSource(scene().id, { ...newSource('colour', collection), name }));
  }
});

describe('new sources', () => {
  it.each(sourceKinds)('%s has a free name and only needs what a person must say', (kind) => {
    const first = newSource(kind, collection);
    expect(newSource(kind, { ...collection, sources: [first] }).name).toBe(`${first.name} 2`);
    const said = { file: 'a.mp4', url: 'https://example.com/' };
    const filled = Object.fromEntries(
      Object.entries(first).map(([key, value]) => [key, said[key as 'file'] ?? value]),
    );
    expect(sourceSchema.safeParse(filled).success).toBe(true);
  });
});

describe('removeItems', () => {
  it('takes the source along when nothing shows it any more', () => {
    run(removeItems(collection, scene().id, [idOf('A')]));
    expect(collection.sources.map(({ name }) => name)).toEqual(['B', 'C']);
  });

  it('leaves a source that is shown elsewhere', () => {
    const source = collection.sources[0];
    run(showSource(scene().id, source?.id ?? ''));
    run(removeItems(collection, scene().id, [idOf('A')]));
    expect(names()).toEqual(['B', 'C', 'A']);
    expect(collection.sources).toHaveLength(3);
  });

  it('removes a group with its layers, also when both are selected', () => {
    run(groupItems(scene(), [idOf('A'), idOf('B')]));
    run(removeItems(collection, scene().id, [idOf('A'), idOf('Group 1')]));
    expect(names()).toEqual(['C']);
    expect(collection.sources.map(({ name }) => name)).toEqual(['C']);
  });
});

describe('duplicates', () => {
  it('show the same source, above the original', () => {
    run(duplicateItems(scene(), [idOf('B')]));
    expect(names()).toEqual(['A', 'B', 'B', 'C']);
    expect(scene().items[2]?.transform).toMatchObject({ x: 20, y: 20 });
    expect(collection.sources).toHaveLength(3);
  });

  it('have a source of their own if asked', () => {
    run(duplicateSource(collection, scene(), idOf('B')));
    expect(names()).toEqual(['A', 'B', 'B copy', 'C']);
    expect(collection.sources).toHaveLength(4);
  });

  it('copy a group with new ids', () => {
    run(groupItems(scene(), [idOf('A'), idOf('B')]));
    run(duplicateItems(scene(), [idOf('Group 1')]));
    expect(names()).toEqual(['Group 1', 'A', 'B', 'Group 1', 'A', 'B', 'C']);
  });
});

describe('order', () => {
  it('moves among siblings and stops at the ends', () => {
    run(moveItemBy(scene(), idOf('A'), 1));
    expect(names()).toEqual(['B', 'A', 'C']);
    expect(moveItemBy(scene(), idOf('C'), 1)).toEqual([]);
  });

  it('reads a drop from the top', () => {
    run(dropItem(scene(), idOf('A'), { key: idOf('C'), position: 'before' }));
    expect(names()).toEqual(['B', 'C', 'A']);
    run(dropItem(scene(), idOf('A'), { key: idOf('B'), position: 'after' }));
    expect(names()).toEqual(['A', 'B', 'C']);
  });

  it('does not leave the group', () => {
    run(groupItems(scene(), [idOf('A'), idOf('B')]));
    expect(dropItem(scene(), idOf('A'), { key: idOf('C'), position: 'before' })).toEqual([]);
    run(moveItemBy(scene(), idOf('A'), 1));
    expect(names()).toEqual(['Group 1', 'B', 'A', 'C']);
  });
});

describe('showScene', () => {
  it('shows another scene as a layer with its name', () => {
    run({ kind: 'add-scene', sceneId: 's2', name: 'Second' });
    run(showScene(scene().id, 's2'));
    expect(names()).toEqual(['A', 'B', 'C', 'Second']);
  });
});
