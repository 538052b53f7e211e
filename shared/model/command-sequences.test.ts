import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCollection } from './check-collection.ts';
import { commandSchema } from './command.ts';
import type { Command } from './command.ts';
import { applyToHistory, maxUndoSteps, newHistory, redo, undo } from './history.ts';
import type { History } from './history.ts';
import { applyCommand } from './reducer.ts';
import { newCollection } from './new-collection.ts';
import { sceneCollectionSchema } from './scene-collection.ts';
import type { SceneCollection } from './scene-collection.ts';

// Few ids, so that commands meet what is there and what earlier ones made.
const sceneId = fc.constantFrom('a', 'a', 'b', 'c', 'd');
const sourceId = fc.constantFrom('x', 'y', 'z');
const itemId = fc.constantFrom(...Array.from({ length: 10 }, (_, index) => `i${index}`));
const name = fc.constantFrom('One', 'Two', 'Three');
const index = fc.nat({ max: 5 });
const position = fc.integer({ min: -2000, max: 2000 });
const source = fc.record({
  kind: fc.constant('colour'),
  id: sourceId,
  name,
  colour: fc.constantFrom('#ff0000', '#00ff00'),
});
const { item } = fc.letrec<{ item: unknown }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constant('source'), id: itemId, sourceId }),
    fc.record({ kind: fc.constant('scene'), id: itemId, sceneId }),
    fc.record({
      kind: fc.constant('group'),
      id: itemId,
      name,
      items: fc.array(tie('item'), { maxLength: 2 }),
    }),
  ),
}));
const changes = fc.record(
  {
    transform: fc.record({ x: position, scaleX: fc.integer({ min: -3, max: 3 }) }),
    visible: fc.boolean(),
    opacity: fc.constantFrom(0, 0.5, 1),
  },
  { requiredKeys: [] },
);
const nestedChanges = fc.oneof(fc.record({ sceneId }), fc.record({ name }));

const kinds: Readonly<Record<string, fc.Arbitrary<object>>> = {
  'rename-collection': fc.record({ name }),
  'set-canvas': fc.record({ canvas: fc.constant({ width: 1280, height: 720 }) }),
  'set-transition': fc.record({ transition: fc.constant({ kind: 'cut' }) }),
  'set-program-scene': fc.record({ sceneId }),
  'add-scene': fc.record({ sceneId, name }),
  'rename-scene': fc.record({ sceneId, name }),
  'duplicate-scene': fc.record({ sceneId, newSceneId: sceneId, name }),
  'move-scene': fc.record({ sceneId, index }),
  'remove-scene': fc.record({ sceneId: fc.constantFrom('b', 'c', 'd') }),
  'add-source': fc.record({ source }),
  'update-source': fc.record({ source }),
  'rename-source': fc.record({ sourceId, name }),
  'remove-source': fc.record({ sourceId: fc.constantFrom('y', 'z') }),
  'set-audio': fc.record({
    sourceId,
    audio: fc.record({ gainDb: fc.integer({ min: -60, max: 24 }) }),
  }),
  'add-item': fc.record(
    { sceneId, groupId: itemId, item, index },
    { requiredKeys: ['sceneId', 'item'] },
  ),
  'update-item': fc.record({ sceneId, itemId, changes: fc.oneof(changes, nestedChanges) }),
  'move-item': fc.record({ sceneId, itemId, index }),
  'remove-item': fc.record({ sceneId, itemId }),
  'group-items': fc.record({
    sceneId,
    itemIds: fc.array(itemId, { minLength: 1, maxLength: 2 }),
    groupId: itemId,
    name,
  }),
  'ungroup-items': fc.record({ sceneId, groupId: itemId }),
  'replace-collection': fc.constant({ collection: start().present }),
};
const command: fc.Arbitrary<Command> = fc.oneof(
  ...Object.entries(kinds).map(([kind, fields]) => ({
    // What fills the document comes more often than what empties it.
    weight: /add-item|group/.test(kind) ? 8 : /replace|remove-scene/.test(kind) ? 1 : 2,
    arbitrary: fields.map((raw) => commandSchema.parse({ kind, ...raw })),
  })),
);
const commands = fc.array(command, { maxLength: 60, size: 'max' });

function start(): History {
  const shown = (id: string): object => ({ kind: 'source', id, sourceId: 'x' });
  const inner = { kind: 'group', id: 'i3', name: 'Inner', items: [shown('i4')] };
  const items = [
    shown('i0'),
    { kind: 'group', id: 'i1', name: 'Outer', items: [shown('i2'), inner] },
    { kind: 'scene', id: 'i5', sceneId: 'b' },
  ];
  const collection = sceneCollectionSchema.parse({
    ...newCollection(),
    sources: [{ kind: 'colour', id: 'x', name: 'X', colour: '#0000ff' }],
    scenes: [
      { id: 'a', name: 'A', items },
      { id: 'b', name: 'B', items: [] },
    ],
    programSceneId: 'a',
  });
  return newHistory(collection);
}

function run(history: History, commands: readonly Command[]): History {
  return commands.reduce((before, next) => {
    const applied = applyToHistory(before, next);
    return applied.kind === 'ok' ? applied.history : before;
  }, history);
}

const asSaved = (collection: SceneCollection): unknown => JSON.parse(JSON.stringify(collection));

test('the sequences are worth it: every kind of command fits in them', () => {
  const applied = new Map<string, number>();
  for (const sequence of fc.sample(commands, { numRuns: 500, seed: 1 })) {
    let { present } = start();
    for (const next of sequence) {
      const result = applyCommand(present, next);
      if (result.kind === 'refused') continue;
      present = result.collection;
      applied.set(next.kind, (applied.get(next.kind) ?? 0) + 1);
    }
  }
  const rare = Object.keys(kinds).filter((kind) => (applied.get(kind) ?? 0) < 50);
  expect(rare).toEqual([]);
}, 60_000);

test('whatever is applied, the document is one that can be loaded again', () => {
  const property = fc.property(commands, (sequence) => {
    const saved = JSON.stringify(run(start(), sequence).present);
    expect(parseCollection(saved)).toMatchObject({ kind: 'ok' });
  });
  fc.assert(property, { numRuns: 1000 });
}, 60_000);

test('undo and then redo is the same document', () => {
  const property = fc.property(commands, fc.nat({ max: 20 }), (sequence, steps) => {
    const end = run(start(), sequence);
    let history = end;
    let undone = 0;
    for (let back = undo(history); back && undone < steps; back = undo(history)) {
      history = back;
      undone += 1;
      expect(parseCollection(asSaved(history.present))).toMatchObject({ kind: 'ok' });
    }
    for (; undone > 0; undone -= 1) history = redo(history) ?? history;
    // The program scene is not an edit; it moves only where a step removes its scene.
    const { programSceneId } = history.present;
    expect(history.present).toEqual({ ...end.present, programSceneId });
    expect(history.past).toHaveLength(end.past.length);
  });
  fc.assert(property, { numRuns: 1000 });
}, 60_000);

test('every copy that applies the same commands is the same', () => {
  const property = fc.property(commands, (sequence) => {
    const from = start();
    expect(run(from, sequence).present).toEqual(run(from, sequence).present);
  });
  fc.assert(property, { numRuns: 300 });
}, 60_000);

test('commands of one gesture are one step', () => {
  const rename = (to: string): Command => ({ kind: 'rename-collection', name: to });
  let history = start();
  for (const [to, gesture] of [
    ['x', 'g1'],
    ['y', 'g1'],
    ['z', 'g2'],
  ] as const) {
    const applied = applyToHistory(history, rename(to), gesture);
    if (applied.kind === 'ok') history = applied.history;
  }
  const undone = undo(history);
  expect(undone?.present.name).toBe('y');
  expect(undone && undo(undone)?.present.name).toBe('Untitled');
});

test('undo leaves the program scene and keeps redo over a switch', () => {
  let history = run(start(), [
    { kind: 'rename-scene', sceneId: 'b', name: 'B2' },
    { kind: 'set-program-scene', sceneId: 'b' },
  ]);
  history = undo(history) ?? history;
  expect(history.present).toMatchObject({ programSceneId: 'b', scenes: [{}, { name: 'B' }] });
  history = run(history, [{ kind: 'set-program-scene', sceneId: 'a' }]);
  expect(redo(history)?.present).toMatchObject({
    programSceneId: 'a',
    scenes: [{}, { name: 'B2' }],
  });
});

test('undo steps are limited', () => {
  const renames = Array.from({ length: maxUndoSteps + 50 }, (_, step): Command => ({
    kind: 'rename-collection',
    name: `n${step}`,
  }));
  expect(run(start(), renames).past).toHaveLength(maxUndoSteps);
});
