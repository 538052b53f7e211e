import { readdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, isAbsolute } from 'node:path';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { codeOf } from '../store/atomic-write.ts';
import { mediaTypes } from '../media/media-types.ts';

export type FilePurpose = 'media' | 'image' | 'collection' | 'folder';

export interface FolderListing {
  readonly path: string;
  /** Null at the top. */
  readonly parent: string | null;
  readonly entries: { name: string; kind: 'file' | 'folder' }[];
}

const maxEntries = 5000;

const extensions: Record<FilePurpose, ReadonlySet<string>> = {
  media: new Set(Object.keys(mediaTypes.media)),
  image: new Set(Object.keys(mediaTypes.image)),
  collection: new Set(['json']),
  folder: new Set(),
};

/**
 * Folders, then the files that fit the purpose, by name; hidden ones are left out. An empty path is
 * the person's own folder. Rejects with `RpcError`, field `path`.
 */
export async function listFolder(path: string, purpose: FilePurpose): Promise<FolderListing> {
  const wanted = path === '' ? homedir() : path;
  if (!isAbsolute(wanted)) throw RpcError.invalid('The folder’s whole path is needed.', 'path');
  try {
    const folder = await realpath(wanted);
    const found = (await readdir(folder, { withFileTypes: true })).flatMap(
      (entry): FolderListing['entries'][number][] => {
        if (entry.name.startsWith('.')) return [];
        if (entry.isDirectory()) return [{ name: entry.name, kind: 'folder' }];
        const fits = extensions[purpose].has(extname(entry.name).slice(1).toLowerCase());
        return entry.isFile() && fits ? [{ name: entry.name, kind: 'file' }] : [];
      },
    );
    const order = new Intl.Collator(undefined, { numeric: true });
    const entries = found.toSorted(
      (a, b) => b.kind.localeCompare(a.kind) || order.compare(a.name, b.name),
    );
    const parent = dirname(folder);
    return {
      path: folder,
      parent: parent === folder ? null : parent,
      entries: entries.slice(0, maxEntries),
    };
  } catch (cause) {
    throw describe(cause, wanted);
  }
}

function describe(cause: unknown, path: string): RpcError {
  switch (codeOf(cause)) {
    case 'ENOENT':
      return new RpcError('not-found', `There is no folder ${path}.`, 'path', { cause });
    case 'ENOTDIR':
      return new RpcError('invalid', `${path} is not a folder.`, 'path', { cause });
    case 'EACCES':
    case 'EPERM':
      return new RpcError('unavailable', `${path} may not be read.`, 'path', { cause });
    default:
      return new RpcError('unavailable', `${path} cannot be read.`, 'path', { cause });
  }
}
