import type { z } from 'zod';
import { formatPath } from '../rpc/schema-issue.ts';
import { findProblems } from './find-problems.ts';
import type { Problem } from './find-problems.ts';
import { parseJson } from './json-text.ts';
import { migrate } from './migrations.ts';
import { collectionLimits, sceneCollectionSchema } from './scene-collection.ts';
import type { SceneCollection } from './scene-collection.ts';

export type { Problem } from './find-problems.ts';

export type ParsedCollection =
  | { readonly kind: 'ok'; readonly collection: SceneCollection }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Problems told at once; a file with more of them is the wrong file. */
export const maxProblems = 20;

/** Groups nest two levels each; the rest of the document is far below. */
const maxNesting = 8 + 2 * (collectionLimits.groupDepth + 1);

/**
 * A collection from a file's text or from a JSON value: size, JSON, version, nesting, schema, then
 * references and cycles. Never throws, whatever it is given; `problems` has 1 to `maxProblems`.
 */
export function parseCollection(json: unknown): ParsedCollection {
  if (typeof json !== 'string') return checkValue(json);
  const bytes = byteLength(json);
  if (bytes > collectionLimits.fileBytes) {
    const limitMb = collectionLimits.fileBytes / 1024 / 1024;
    const sizeMb = (bytes / 1024 / 1024).toFixed(1);
    return refused([
      { field: '', message: `the file has ${sizeMb} MB; at most ${limitMb} MB fit` },
    ]);
  }
  const parsed = parseJson(json);
  if (parsed.kind === 'ok') return checkValue(parsed.value);
  const message = `line ${parsed.line}, column ${parsed.column}: ${parsed.message}`;
  return refused([{ field: '', message }]);
}

function checkValue(value: unknown): ParsedCollection {
  const tooDeep = findDeeperThan(value, maxNesting);
  if (tooDeep !== null) {
    const message = `nested too deeply; groups may be nested ${collectionLimits.groupDepth} deep`;
    return refused([{ field: tooDeep, message }]);
  }
  const migrated = migrate(value);
  if (migrated.kind === 'refused') return refused([migrated]);
  const parsed = sceneCollectionSchema.safeParse(migrated.document);
  if (!parsed.success) return refused(parsed.error.issues.map(problemOf));
  const problems = findProblems(parsed.data);
  return problems.length > 0 ? refused(problems) : { kind: 'ok', collection: parsed.data };
}

function refused(problems: readonly Problem[]): ParsedCollection {
  const told = problems.slice(0, maxProblems).map(({ field, message }) => ({ field, message }));
  const last = told.at(-1);
  if (last && problems.length > maxProblems) {
    const more = problems.length - maxProblems;
    told[maxProblems - 1] = { ...last, message: `${last.message} (and ${more} more problems)` };
  }
  return { kind: 'refused', problems: told };
}

/** UTF-8 bytes, or at least more than the limit, without copying what is far too long. */
function byteLength(text: string): number {
  if (text.length > collectionLimits.fileBytes) return text.length;
  return new TextEncoder().encode(text).byteLength;
}

interface Place {
  readonly value: unknown;
  readonly key: string | number;
  readonly parent: Place | null;
  readonly level: number;
}

/** The path of a value below `levels` levels. Iterative, for a schema would recurse into it. */
function findDeeperThan(root: unknown, levels: number): string | null {
  const open: Place[] = [{ value: root, key: '', parent: null, level: 0 }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { value, level } = place;
    if (typeof value !== 'object' || value === null) continue;
    if (level > levels) return pathOf(place);
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'object') continue;
      const step = Array.isArray(value) ? Number(key) : key;
      open.push({ value: inner, key: step, parent: place, level: level + 1 });
    }
  }
  return null;
}

function pathOf(place: Place): string {
  const path: (string | number)[] = [];
  for (let at = place; at.parent; at = at.parent) path.unshift(at.key);
  return formatPath(path);
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const message = keys.length > 0 ? `unknown field "${keys.join('", "')}"` : issue.message;
  return { field: formatPath(issue.path), message };
}
