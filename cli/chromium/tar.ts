import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';

export interface TarEntry {
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
}

const block = 512;

/**
 * The regular files of a ustar archive (POSIX.1-1988), as @sparticuz/chromium packs them. Throws on
 * an archive that is cut off or has a path that leads out of it.
 */
export function readTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  const text = (at: number, length: number): string =>
    new TextDecoder('latin1').decode(archive.subarray(at, at + length)).replace(/\0.*$/s, '');
  for (let at = 0; at + block <= archive.length;) {
    const name = text(at, 100);
    if (name === '') break;
    const prefix = text(at + 345, 155);
    const path = normalize(prefix === '' ? name : `${prefix}/${name}`);
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const end = at + block + size;
    if (end > archive.length) throw new Error(`the archive ends within ${path}`);
    if (path.startsWith('..') || path.startsWith(sep)) {
      throw new Error(`the archive has a path outside itself: ${path}`);
    }
    const type = text(at + 156, 1);
    if (type === '0' || type === '') {
      const mode = Number.parseInt(text(at + 100, 8), 8) & 0o777;
      entries.push({ path, mode, content: archive.subarray(at + block, end) });
    }
    at += block + Math.ceil(size / block) * block;
  }
  return entries;
}

export async function unpackTar(archive: Uint8Array, folder: string): Promise<void> {
  for (const { path, mode, content } of readTar(archive)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
  }
}
