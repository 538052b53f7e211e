import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readCollectionFile } from '#core/collection/read-collection-file.ts';
import type { Problem } from '#shared/model/check-collection.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import type { Source } from '#shared/model/source.ts';
import { CommandError } from './exit-codes.ts';

export type CheckedCollection =
  | { readonly kind: 'ok'; readonly collection: SceneCollection }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/**
 * Reads and checks a collection's file, and that the files it names are there. Relative paths become
 * absolute. Never throws: what cannot be read is a problem, too.
 */
export async function checkCollectionFile(file: string): Promise<CheckedCollection> {
  const parsed = await readCollectionFile(file).catch((error: unknown): CheckedCollection => {
    const message = `the file cannot be read: ${(error as Error).message}`;
    return { kind: 'refused', problems: [{ field: '', message }] };
  });
  if (parsed.kind === 'refused') return parsed;
  const folder = dirname(resolve(file));
  const collection = {
    ...parsed.collection,
    sources: parsed.collection.sources.map((source) => withAbsolutePath(source, folder)),
  };
  const problems = await findMissingFiles(collection.sources);
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'ok', collection };
}

/** Throws `CommandError` with one line a problem. */
export async function loadCollection(file: string): Promise<SceneCollection> {
  const checked = await checkCollectionFile(file);
  if (checked.kind === 'ok') return checked.collection;
  throw CommandError.badInput(
    [`${file} cannot be used:`, ...checked.problems.map(problemLine)].join('\n'),
  );
}

export function problemLine({ field, message }: Problem): string {
  return `  ${field === '' ? message : `${field}: ${message}`}`;
}

function withAbsolutePath(source: Source, folder: string): Source {
  return 'file' in source ? { ...source, file: resolve(folder, source.file) } : source;
}

async function findMissingFiles(sources: readonly Source[]): Promise<Problem[]> {
  const problems = sources.map(async (source, index) => {
    if (!('file' in source)) return [];
    const isFile = await stat(source.file).then(
      (stats) => stats.isFile(),
      () => false,
    );
    const message = `there is no file ${source.file}`;
    return isFile ? [] : [{ field: `sources[${index}].file`, message }];
  });
  return (await Promise.all(problems)).flat();
}
