import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from './json-text.ts';

test.each([
  ['{"a": 1,}', 1, 9],
  ['{"a" 1}', 1, 6],
  ['[1, 2', 1, 6],
  ['{"a": "b\n"}', 1, 9],
  ['[\n  tru\n]', 2, 3],
  ['{"a": "\\x"}', 1, 8],
  ['[1] 2', 1, 5],
  ['[01]', 1, 3],
  ['', 1, 1],
])('%j is at fault at line %i, column %i', (text, line, column) => {
  expect(parseJson(text)).toMatchObject({ kind: 'refused', line, column });
});

test('agrees with JSON.parse, and names a place within the text', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '.5',
      'e1',
      'true',
      ' ',
      '\n',
      '\\',
      'x',
    ],
  );
  const property = fc.property(
    fc.oneof(
      fc.json(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    ),
    fc.nat({ max: 40 }),
    (json, cut) => {
      const text = json.slice(0, Math.max(cut, json.length - cut));
      const parsed = parseJson(text);
      if (parsed.kind === 'ok') {
        expect(parsed.value).toEqual(JSON.parse(text));
        return;
      }
      const lines = text.split('\n');
      expect(parsed.line).toBeLessThanOrEqual(lines.length);
      expect(parsed.column).toBeGreaterThan(0);
      expect(parsed.column).toBeLessThanOrEqual((lines[parsed.line - 1] ?? '').length + 1);
    },
  );
  fc.assert(property, { numRuns: 100_000 });
}, 60_000);
