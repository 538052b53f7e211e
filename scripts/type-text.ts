import type { z } from 'zod';

type Schema = z.core.JSONSchema.JSONSchema;

/** A JSON Schema as a type that people read: `{ name: string(1..200); items: Item[] }`. */
export function typeText(schema: Schema | boolean | undefined, depth = 0): string {
  if (typeof schema !== 'object') return schema === false ? 'nothing' : 'unknown';
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? schema.$ref;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices)
    return unionText(
      choices.map((choice) => typeText(choice, depth)),
      depth,
    );
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) {
    const types = schema.type as Schema['type'][];
    return types.map((type) => typeText({ ...schema, type } as Schema, depth)).join(' | ');
  }
  switch (schema.type) {
    case 'object':
      return objectText(schema, depth);
    case 'array':
      return `${bracketed(typeText(schema.items as Schema, depth))}[]${rangeText(schema.minItems, schema.maxItems)}`;
    case 'string':
      return `${schema.format ?? 'string'}${rangeText(schema.minLength, schema.maxLength)}`;
    case 'integer':
      return `integer${rangeText(bound(schema.minimum, schema.exclusiveMinimum), schema.maximum)}`;
    case 'number':
      return `number${rangeText(bound(schema.minimum, schema.exclusiveMinimum), schema.maximum)}`;
    case 'boolean':
    case 'null':
      return schema.type;
    default:
      return 'unknown';
  }
}

function objectText(schema: Schema, depth: number): string {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) =>
      `${name}${required.has(name) ? '' : '?'}: ${typeText(field, depth + 1)}${defaultText(field)}`,
  );
  if (fields.length === 0) return '{}';
  const line = `{ ${fields.join('; ')} }`;
  if (line.length <= 90 && !line.includes('\n')) return line;
  const indent = '  '.repeat(depth + 1);
  return `{\n${fields.map((field) => `${indent}${field};`).join('\n')}\n${'  '.repeat(depth)}}`;
}

function unionText(choices: readonly string[], depth: number): string {
  const line = choices.join(' | ');
  if (line.length <= 90 && !line.includes('\n')) return line;
  return choices.map((choice) => `\n${'  '.repeat(depth)}| ${choice}`).join('');
}

function bracketed(text: string): string {
  return text.includes(' | ') ? `(${text})` : text;
}

function defaultText(field: Schema | boolean): string {
  if (typeof field !== 'object' || field.default === undefined) return '';
  return ` = ${JSON.stringify(field.default)}`;
}

/** Draft 4 has `exclusiveMinimum: true` beside the number; later drafts have the number itself. */
function bound(
  minimum: number | undefined,
  exclusive: number | boolean | undefined,
): number | undefined {
  return minimum ?? (typeof exclusive === 'number' ? exclusive : undefined);
}

/** Whole numbers that JSON Schema writes out as the safe range are no limits. */
function rangeText(from: number | undefined, to: number | undefined): string {
  const [low, high] = [from, to].map((limit) =>
    limit === undefined || Math.abs(limit) === Number.MAX_SAFE_INTEGER ? '' : String(limit),
  );
  return low || high ? `(${low}..${high})` : '';
}
