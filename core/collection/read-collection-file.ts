import { readFile, stat } from 'node:fs/promises';
import { parseCollection, type ParsedCollection } from '#shared/model/check-collection.ts';
import { collectionLimits } from '#shared/model/scene-collection.ts';

/**
 * Reads and checks a collection's file without changing anything: for `check` and for read-only use.
 * Rejects with the system's error where there is no such file; one that is too long is not read.
 */
export async function readCollectionFile(file: string): Promise<ParsedCollection> {
  const { size } = await stat(file);
  if (size > collectionLimits.fileBytes) {
    const sizeMb = (size / 1024 / 1024).toFixed(1);
    const limitMb = collectionLimits.fileBytes / 1024 / 1024;
    const message = `the file has ${sizeMb} MB; at most ${limitMb} MB fit`;
    return { kind: 'refused', problems: [{ field: '', message }] };
  }
  return parseCollection(await readFile(file, 'utf8'));
}
