import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxProblems, parseCollection } from './check-collection.ts';
import { newCollection } from './new-collection.ts';

const base = {
  format: 'tallylight-scene-collection',
  version: 1,
  name: 'Demo',
  sources: [
    { kind: 'test-pattern', id: 'pattern', name: 'Pattern' },
    { kind: 'text', id: 'title', name: 'Title', text: 'Hello "you"\n' },
  ],
  scenes: [
    {
      id: 'main',
      name: 'Main',
      items: [
        { kind: 'source', id: 'i1', sourceId: 'pattern' },
        {
          kind: 'group',
          id: 'g1',
          name: 'Group',
          items: [{ kind: 'source', id: 'i2', sourceId: 'title', opacity: 0.5 }],
        },
      ],
    },
    { id: 'nested', name: 'Nested', items: [{ kind: 'scene', id: 'i1', sceneId: 'main' }] },
  ],
  programSceneId: 'main',
};

function problemsOf(json: unknown): string[] {
  const parsed = parseCollection(json);
  return parsed.kind === 'ok'
    ? []
    : parsed.problems.map(({ field, message }) => `${field}: ${message}`);
}

const item = (id: string): object => ({ kind: 'source', id, sourceId: 'pattern' });
const withItems = (items: readonly object[]): object => ({
  ...base,
  scenes: [{ id: 'main', name: 'Main', items }],
});

describe('good files', () => {
  test('are filled with defaults', () => {
    expect(parseCollection(JSON.stringify(base))).toMatchObject({
      kind: 'ok',
      collection: { canvas: { width: 1920 }, transition: { kind: 'fade' } },
    });
  });

  test('new collections are good', () => {
    expect(problemsOf(JSON.stringify(newCollection()))).toEqual([]);
  });
});

describe('bad files', () => {
  test('name the line and the column of what is not JSON', () => {
    expect(problemsOf('{\n  "name": "x",\n  oops\n}')).toEqual([
      ': line 3, column 3: not JSON: "o" is not expected here',
    ]);
    expect(problemsOf('')).toEqual([
      ': line 1, column 1: not JSON: the end of the text is not expected here',
    ]);
  });

  test('name an unknown kind', () => {
    const [problem] = problemsOf({ ...base, sources: [{ kind: 'hologram', id: 'h', name: 'H' }] });
    expect(problem).toMatch(/^sources\[0\]\.kind: /);
  });

  test('name an unknown field', () => {
    expect(problemsOf({ ...base, colour: 'red' })).toEqual([': unknown field "colour"']);
  });

  test('name references that lead nowhere and ids used twice', () => {
    const scenes = [
      { id: 'main', name: 'Main', items: [{ kind: 'source', id: 'x', sourceId: 'gone' }] },
      { id: 'main', name: 'Other', items: [{ kind: 'scene', id: 'x', sceneId: 'gone' }] },
    ];
    expect(problemsOf({ ...base, scenes, programSceneId: 'gone' })).toEqual([
      'scenes[1].id: the id "main" is used twice',
      'programSceneId: there is no scene "gone"',
      'scenes[0].items[0].sourceId: there is no source "gone"',
      'scenes[1].items[0].sceneId: there is no scene "gone"',
    ]);
  });

  test('name the path of a scene that holds itself', () => {
    const scenes = ['a', 'b', 'c'].map((id, index) => ({
      id,
      name: id.toUpperCase(),
      items: [{ kind: 'scene', id: 'x', sceneId: ['b', 'c', 'b'][index] }],
    }));
    expect(problemsOf({ ...base, scenes, programSceneId: 'a' })).toEqual([
      'scenes[2].items[0].sceneId: the scene would hold itself: "B" → "C" → "B"',
    ]);
  });

  test('of another program, or of a newer version, say so', () => {
    expect(problemsOf({ scenes: [] })).toEqual([
      'format: this is not a Tallylight scene collection',
    ]);
    expect(problemsOf([])).toEqual([': the file does not hold a JSON object']);
    expect(problemsOf({ ...base, version: 2 })).toEqual([
      'version: the file is of version 2, made by a newer Tallylight; this one reads up to 1',
    ]);
  });

  test('tell at most 20 problems, and how many more there are', () => {
    const items = Array.from({ length: 30 }, (_, index) => ({
      ...item(`${index}`),
      sourceId: 'no',
    }));
    const problems = problemsOf(withItems(items));
    expect(problems).toHaveLength(maxProblems);
    expect(problems.at(-1)).toMatch(/\(and 10 more problems\)$/);
  });
});

describe('huge files', () => {
  test('of 50 MB are refused before they are parsed', () => {
    expect(problemsOf(' '.repeat(50 * 1024 * 1024))).toEqual([
      ': the file has 50.0 MB; at most 16 MB fit',
    ]);
    expect(problemsOf('é'.repeat(9 * 1024 * 1024))).toEqual([
      ': the file has 18.0 MB; at most 16 MB fit',
    ]);
  });

  test('with 10,000 items are refused by name', () => {
    const items = Array.from({ length: 10_000 }, (_, index) => item(`${index}`));
    const [problem] = problemsOf(withItems(items));
    expect(problem).toMatch(/^scenes\[0\]\.items: /);
    const groups = Array.from({ length: 11 }, (_, at) => ({
      kind: 'group',
      id: `g${at}`,
      name: 'G',
      items: Array.from({ length: 910 }, (_, index) => item(`${at}-${index}`)),
    }));
    expect(problemsOf(withItems(groups))).toContain(
      'scenes[0].items: the scene has 10021 items; at most 1000 fit',
    );
  });

  test('nested 100,000 deep do not overflow the stack', () => {
    const deep =
      '{"kind":"group","id":"g","name":"G","items":['.repeat(100_000) + ']}'.repeat(100_000);
    const text = JSON.stringify(withItems([])).replace('"items":[]', `"items":[${deep}]`);
    const [problem] = problemsOf(text);
    expect(problem).toMatch(/^scenes\[0\]\.items\[0\]\.items.*: nested too deeply/);
    expect(problemsOf('['.repeat(1_000_000))).toEqual([
      ': line 1, column 1000001: not JSON: the end of the text is not expected here',
    ]);
  });

  test('with one group too many name it', () => {
    let items: readonly object[] = [item('x')];
    for (let depth = 0; depth < 9; depth += 1) {
      items = [{ kind: 'group', id: `g${depth}`, name: 'G', items }];
    }
    expect(problemsOf(withItems(items))).toEqual([
      `scenes[0].items[0]${'.items[0]'.repeat(8)}: groups may be nested 8 deep`,
    ]);
  });

  test('that unfold into billions of items are refused', () => {
    const scenes = Array.from({ length: 60 }, (_, level) => ({
      id: `s${level}`,
      name: `S${level}`,
      items: [1, 2].map((id) =>
        level === 0 ? item(`${id}`) : { kind: 'scene', id: `${id}`, sceneId: `s${level - 1}` },
      ),
    }));
    const [problem] = problemsOf({ ...base, scenes, programSceneId: 's0' });
    expect(problem).toMatch(/^scenes\[\d+\]\.items: .* at most 5000 fit$/);
  });
});

const text = JSON.stringify(base);

test('mutated text is parsed or refused, never thrown at', () => {
  const cut = fc.record({ at: fc.nat({ max: text.length }), length: fc.nat({ max: 30 }) });
  const insert = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.constantFrom(
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '1e999',
      'null',
      '-',
      '\\u12',
      '"__proto__":',
    ),
  );
  const property = fc.property(fc.array(fc.tuple(cut, insert), { maxLength: 3 }), (edits) => {
    const mutated = edits.reduce(
      (from, [{ at, length }, added]) => from.slice(0, at) + added + from.slice(at + length),
      text,
    );
    const parsed = parseCollection(mutated);
    if (parsed.kind === 'refused') expect(parsed.problems.length).toBeGreaterThan(0);
  });
  fc.assert(property, { numRuns: 100_000 });
}, 60_000);

test('mutated values are parsed or refused, never thrown at', () => {
  const property = fc.property(
    fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 8 }),
    fc.oneof(fc.jsonValue(), fc.constantFrom('main', 'pattern', 'gone', 1e308, -1)),
    (path, value) => {
      const document: unknown = JSON.parse(text);
      let at = document;
      for (const step of path) {
        if (typeof at !== 'object' || at === null) break;
        const keys = Object.keys(at);
        const key = keys[step % Math.max(keys.length, 1)] ?? 'new';
        const inner = (at as Record<string, unknown>)[key];
        if (typeof inner === 'object' && inner !== null) at = inner;
        else {
          (at as Record<string, unknown>)[key] = value;
          break;
        }
      }
      const parsed = parseCollection(document);
      if (parsed.kind === 'ok') expect(problemsOf(JSON.stringify(parsed.collection))).toEqual([]);
    },
  );
  fc.assert(property, { numRuns: 100_000 });
}, 60_000);
