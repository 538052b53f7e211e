import { expect, test } from 'vitest';
import { z } from 'zod';
import { typeText } from './type-text.ts';

const text = (schema: z.ZodType): string => typeText(z.toJSONSchema(schema, { io: 'input' }));

test.each([
  [z.string().min(1).max(200), 'string(1..200)'],
  [z.int(), 'integer'],
  [z.int().min(0), 'integer(0..)'],
  [z.number().positive(), 'number(0..)'],
  [z.array(z.enum(['a', 'b'])).max(3), '("a" | "b")[](..3)'],
  [z.string().nullable(), 'string | null'],
  [z.strictObject({ a: z.boolean(), b: z.int().default(2) }), '{ a: boolean; b?: integer = 2 }'],
])('shows a schema as a type', (schema, shown) => {
  expect(text(schema)).toBe(shown);
});

test('breaks what is long', () => {
  const shape = Object.fromEntries(
    'abcdefghij'.split('').map((name) => [name, z.string().max(10)]),
  );
  const shown = text(z.strictObject({ inner: z.strictObject(shape) }));
  expect(shown.split('\n').slice(0, 3)).toEqual(['{', '  inner: {', '    a: string(..10);']);
});
