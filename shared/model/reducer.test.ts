import { describe, expect, test } from 'vitest';
import { commandSchema } from './command.ts';
import type { Command } from './command.ts';
import { findProblems } from './find-problems.ts';
import { applyCommand } from './reducer.ts';
import { sceneCollectionSchema } from './scene-collection.ts';
import type { SceneCollection } from './scene-collection.ts';

type RawItem = Record<string, unknown>;
const shows = (id: string, sourceId = 'red'): RawItem => ({ kind: 'source', id, sourceId });
const nests = (id: string, sceneId: string): RawItem => ({ kind: 'scene', id, sceneId });
const group = (id: string, items: RawItem[], more: object = {}): RawItem => ({
  kind: 'group',
  id,
  name: id,
  items,
  ...more,
});

function collectionOf(scenes: Record<string, RawItem[]>): SceneCollection {
  return sceneCollectionSchema.parse({
    format: 'tallylight-scene-collection',
    version: 1,
    name: 'Test',
    sources: ['red', 'blue'].map((id) => ({ kind: 'colour', id, name: id, colour: '#ff0000' })),
    scenes: Object.entries(scenes).map(([id, items]) => ({ id, name: id, items })),
    programSceneId: Object.keys(scenes)[0],
  });
}

/** Through the schema, as a command arrives. */
function apply(collection: SceneCollection, command: object): SceneCollection {
  const applied = applyCommand(collection, commandSchema.parse(command));
  if (applied.kind === 'refused') throw new Error(`${applied.field}: ${applied.message}`);
  expect(findProblems(applied.collection)).toEqual([]);
  return applied.collection;
}

function refusal(collection: SceneCollection, command: object): string {
  const applied = applyCommand(collection, commandSchema.parse(command));
  return applied.kind === 'refused' ? `${applied.field}: ${applied.message}` : 'ok';
}

const idsOf = (collection: SceneCollection, scene = 0): unknown => {
  const ids = (items: SceneCollection['scenes'][number]['items']): unknown[] =>
    items.map((item) => (item.kind === 'group' ? [item.id, ids(item.items)] : item.id));
  return ids(collection.scenes[scene]?.items ?? []);
};

describe('scenes', () => {
  const three = collectionOf({ a: [nests('n', 'b')], b: [shows('x')], c: [] });

  test('are added, renamed, moved and duplicated after the original', () => {
    let collection = apply(three, { kind: 'add-scene', sceneId: 'd', name: 'D' });
    collection = apply(collection, { kind: 'rename-scene', sceneId: 'd', name: 'Last' });
    collection = apply(collection, { kind: 'move-scene', sceneId: 'd', index: 0 });
    const copy = { kind: 'duplicate-scene', sceneId: 'b', newSceneId: 'b2', name: 'Copy' };
    collection = apply(collection, copy);
    expect(collection.scenes.map(({ id }) => id)).toEqual(['d', 'a', 'b', 'b2', 'c']);
    expect(collection.scenes[3]).toMatchObject({ name: 'Copy', items: [{ id: 'x' }] });
  });

  test('share what an edit did not touch', () => {
    const collection = apply(three, { kind: 'rename-scene', sceneId: 'c', name: 'C' });
    expect(collection.scenes[0]).toBe(three.scenes[0]);
    expect(collection.sources).toBe(three.sources);
  });

  test('take their nested copies with them and pass the program on', () => {
    const withoutB = apply(three, { kind: 'remove-scene', sceneId: 'b' });
    expect(idsOf(withoutB)).toEqual([]);
    expect(apply(three, { kind: 'remove-scene', sceneId: 'a' }).programSceneId).toBe('b');
    const onLast = apply(three, { kind: 'set-program-scene', sceneId: 'c' });
    expect(apply(onLast, { kind: 'remove-scene', sceneId: 'c' }).programSceneId).toBe('b');
  });

  test('refuse the last one’s removal, unknown and taken ids, and more than fit', () => {
    expect(refusal(collectionOf({ a: [] }), { kind: 'remove-scene', sceneId: 'a' })).toBe(
      'sceneId: the last scene stays',
    );
    expect(refusal(three, { kind: 'set-program-scene', sceneId: 'z' })).toBe(
      'sceneId: there is no scene "z"',
    );
    expect(refusal(three, { kind: 'add-scene', sceneId: 'a', name: 'A' })).toBe(
      'sceneId: the id "a" is taken',
    );
    const full = collectionOf(
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`s${index}`, []])),
    );
    expect(refusal(full, { kind: 'add-scene', sceneId: 'new', name: 'N' })).toBe(
      'sceneId: at most 200 scenes fit',
    );
  });

  test('refuse to hold themselves, naming the path', () => {
    const add = { kind: 'add-item', sceneId: 'b', item: nests('m', 'a') };
    expect(refusal(three, add)).toBe('item.sceneId: the scene would hold itself: "a" → "b" → "a"');
    const other = apply(three, { kind: 'add-item', sceneId: 'b', item: nests('m', 'c') });
    const change = { kind: 'update-item', sceneId: 'b', itemId: 'm', changes: { sceneId: 'b' } };
    expect(refusal(other, change)).toBe('changes.sceneId: the scene would hold itself: "b" → "b"');
  });

  test('refuse to unfold into more items than can be drawn', () => {
    const scenes: Record<string, RawItem[]> = { s0: [shows('x')] };
    for (let level = 1; level <= 12; level += 1) {
      scenes[`s${level}`] = [];
    }
    let collection = collectionOf(scenes);
    let refused = 'ok';
    for (let level = 1; level <= 12 && refused === 'ok'; level += 1) {
      for (const id of ['one', 'two']) {
        const add = { kind: 'add-item', sceneId: `s${level}`, item: nests(id, `s${level - 1}`) };
        refused = refusal(collection, add);
        if (refused === 'ok') collection = apply(collection, add);
      }
    }
    expect(refused).toContain('at most 5000 fit');
  });
});

describe('sources', () => {
  const one = collectionOf({ a: [shows('x'), group('g', [shows('y'), shows('z', 'blue')])] });

  test('take their items with them when they are removed', () => {
    const collection = apply(one, { kind: 'remove-source', sourceId: 'red' });
    expect(idsOf(collection)).toEqual([['g', ['z']]]);
    expect(collection.sources.map(({ id }) => id)).toEqual(['blue']);
  });

  test('keep what a change of sound leaves out', () => {
    let collection = apply(one, { kind: 'set-audio', sourceId: 'red', audio: { gainDb: -6 } });
    collection = apply(collection, { kind: 'set-audio', sourceId: 'red', audio: { muted: true } });
    expect(collection.sources[0]?.audio).toMatchObject({ gainDb: -6, muted: true });
  });

  test('refuse unknown ids, taken ids and a change of kind', () => {
    const red = { kind: 'colour', id: 'red', name: 'Red', colour: '#ff0000' };
    const text = { kind: 'text', id: 'red', name: 'Red', text: '' };
    expect(refusal(one, { kind: 'add-source', source: red })).toBe(
      'source.id: the id "red" is taken',
    );
    expect(refusal(one, { kind: 'update-source', source: text })).toBe(
      'source.kind: the source is a colour; its kind cannot change',
    );
    expect(refusal(one, { kind: 'rename-source', sourceId: 'green', name: 'G' })).toBe(
      'sourceId: there is no source "green"',
    );
    expect(apply(one, { kind: 'update-source', source: red }).sources[0]?.name).toBe('Red');
  });
});

describe('items', () => {
  const flat = collectionOf({ a: [shows('1'), shows('2'), shows('3'), shows('4')] });

  test('are added at an index, at the end and into groups', () => {
    const grouped = collectionOf({ a: [group('g', [shows('1')])] });
    expect(
      idsOf(apply(flat, { kind: 'add-item', sceneId: 'a', item: shows('0'), index: 0 })),
    ).toEqual(['0', '1', '2', '3', '4']);
    const add = { kind: 'add-item', sceneId: 'a', groupId: 'g', item: shows('2') };
    expect(idsOf(apply(grouped, add))).toEqual([['g', ['1', '2']]]);
  });

  test('move within their list, at most to its end', () => {
    const up = apply(flat, { kind: 'move-item', sceneId: 'a', itemId: '1', index: 99 });
    expect(idsOf(up)).toEqual(['2', '3', '4', '1']);
    const down = apply(up, { kind: 'move-item', sceneId: 'a', itemId: '1', index: 1 });
    expect(idsOf(down)).toEqual(['2', '1', '3', '4']);
  });

  test('keep what a change leaves out, down to each side of the crop', () => {
    const change = (changes: object): object => ({
      kind: 'update-item',
      sceneId: 'a',
      itemId: '2',
      changes,
    });
    let collection = apply(flat, change({ transform: { x: 5, crop: { left: 7, top: 1 } } }));
    collection = apply(collection, change({ transform: { y: 6, crop: { top: 8 } }, opacity: 0.5 }));
    expect(collection.scenes[0]?.items[1]).toMatchObject({
      opacity: 0.5,
      visible: true,
      transform: { x: 5, y: 6, scaleX: 1, crop: { left: 7, top: 8, right: 0 } },
    });
  });

  test('are grouped where the topmost stood, and ungrouped where they were seen', () => {
    const command = {
      kind: 'group-items',
      sceneId: 'a',
      itemIds: ['3', '1'],
      groupId: 'g',
      name: 'G',
    };
    let collection = apply(flat, command);
    expect(idsOf(collection)).toEqual(['2', ['g', ['1', '3']], '4']);
    collection = apply(collection, {
      kind: 'update-item',
      sceneId: 'a',
      itemId: 'g',
      changes: { transform: { x: 10, scaleX: 2 }, opacity: 0.5 },
    });
    collection = apply(collection, {
      kind: 'update-item',
      sceneId: 'a',
      itemId: '1',
      changes: { transform: { x: 3 } },
    });
    collection = apply(collection, { kind: 'ungroup-items', sceneId: 'a', groupId: 'g' });
    expect(idsOf(collection)).toEqual(['2', '1', '3', '4']);
    expect(collection.scenes[0]?.items[1]).toMatchObject({
      opacity: 0.5,
      transform: { x: 16, scaleX: 2 },
    });
  });

  test('refuse what does not fit, with the field', () => {
    const add = (item: RawItem): Command | object => ({ kind: 'add-item', sceneId: 'a', item });
    expect(refusal(flat, add(shows('1')))).toBe('item.id: the id "1" is taken');
    expect(refusal(flat, add(shows('n', 'none')))).toBe('item.sourceId: there is no source "none"');
    expect(refusal(flat, add(group('g', [shows('n'), shows('m', 'none')])))).toBe(
      'item.items[1].sourceId: there is no source "none"',
    );
    expect(refusal(flat, add(group('g', [shows('n'), shows('n')])))).toBe(
      'item.items[1].id: the id "n" is taken',
    );
    expect(refusal(flat, { ...add(shows('n')), groupId: '1' })).toBe('groupId: "1" is not a group');
    const rename = { kind: 'update-item', sceneId: 'a', itemId: '1', changes: { name: 'N' } };
    expect(refusal(flat, rename)).toBe('changes.name: only a group has a name of its own');
    expect(refusal(flat, { kind: 'remove-item', sceneId: 'a', itemId: '9' })).toBe(
      'itemId: there is no item "9" in the scene',
    );
    const mixed = collectionOf({ a: [group('g', [shows('1')]), shows('2')] });
    const across = {
      kind: 'group-items',
      sceneId: 'a',
      itemIds: ['1', '2'],
      groupId: 'h',
      name: 'H',
    };
    expect(refusal(mixed, across)).toBe('itemIds: the items are not in the same group');
  });

  test('refuse groups that are too deep and scenes that are too full', () => {
    let deep = group('g8', [shows('x')]);
    for (let depth = 7; depth >= 1; depth -= 1) deep = group(`g${depth}`, [deep]);
    const deepest = collectionOf({ a: [deep] });
    expect(findProblems(deepest)).toEqual([]);
    const regroup = { kind: 'group-items', sceneId: 'a', itemIds: ['g3'], groupId: 'n', name: 'N' };
    expect(refusal(deepest, regroup)).toBe('itemIds: groups may be nested 8 deep');
    const add = { kind: 'add-item', sceneId: 'a', groupId: 'g8', item: group('n', []) };
    expect(refusal(deepest, add)).toBe('item: groups may be nested 8 deep');
    const full = collectionOf({
      a: Array.from({ length: 1000 }, (_, index) => shows(`i${index}`)),
    });
    expect(refusal(full, { kind: 'add-item', sceneId: 'a', item: shows('n') })).toBe(
      'item: at most 1000 items fit in a scene',
    );
  });
});

test('a replaced collection is checked as a file is', () => {
  const broken = { ...collectionOf({ a: [] }), programSceneId: 'z' };
  const command = { kind: 'replace-collection', collection: broken };
  expect(refusal(collectionOf({ a: [] }), command)).toBe(
    'collection.programSceneId: there is no scene "z"',
  );
});
