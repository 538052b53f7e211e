import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { contentTypeOf } from './content-type.ts';
import type { ServableFile } from './file-answer.ts';

/**
 * The files of one folder by their address. Only what was found in the folder when it was opened has
 * an address, so no request can name anything else.
 */
export class StaticFolder {
  readonly #files: ReadonlyMap<string, string>;

  private constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
  }

  /** Rejects with the file system's error when the folder cannot be read. */
  static async open(folder: string): Promise<StaticFolder> {
    return new StaticFolder(new Map(await list(folder, '')));
  }

  /** `pathname` as in a URL, percent-encoded; a path that ends in `/` means its `index.html`. */
  async find(pathname: string): Promise<ServableFile | null> {
    const name = decode(pathname);
    const path = this.#files.get(name.endsWith('/') ? `${name}index.html` : name);
    if (path === undefined) return null;
    try {
      const { size, mtimeMs } = await stat(path);
      return { path, bytes: size, mtimeMs, contentType: contentTypeOf(path) };
    } catch {
      return null;
    }
  }
}

/** By hand, for `recursive` and links are not followed the same way inside Electron's archives. */
async function list(folder: string, prefix: string): Promise<[string, string][]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry): Promise<[string, string][]> | [string, string][] => {
      const name = `${prefix}/${entry.name}`;
      if (entry.isDirectory()) return list(folder, name);
      return entry.isFile() ? [[name, join(folder, name)]] : [];
    }),
  );
  return found.flat();
}

function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return '';
  }
}
