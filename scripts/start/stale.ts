import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether `output` is missing or older than the newest of the sources (files or folders, tests left out). */
export async function isStale(
  root: string,
  output: string,
  sources: readonly string[],
): Promise<boolean> {
  const builtMs = await mtimeMs(join(root, output));
  if (builtMs === null) return true;
  const newest = await Promise.all(sources.map((source) => newestMs(join(root, source))));
  return newest.some((ms) => ms > builtMs);
}

async function newestMs(path: string): Promise<number> {
  const own = await stat(path).catch(() => null);
  if (!own?.isDirectory()) return own?.mtimeMs ?? 0;
  // The folder's own time changes when a file in it goes.
  let newest = own.mtimeMs;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.name.includes('.test.')) {
      newest = Math.max(newest, await newestMs(join(path, entry.name)));
    }
  }
  return newest;
}

async function mtimeMs(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => null,
  );
}
