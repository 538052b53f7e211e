import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Logger } from '#shared/lib/logger.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import type { ServableFile } from '../http/file-answer.ts';
import { mediaTypeOf } from './media-types.ts';

export interface MediaFilesOptions {
  /** The document and the folder that its relative files are relative to. */
  readonly document: { readonly collection: SceneCollection; readonly folder: string };
  readonly logger: Logger;
}

/**
 * The files that pages may read: those of the current document's media and image sources, by source
 * id, if their names end as media does. Nothing else has an address.
 */
export class MediaFiles {
  readonly #options: MediaFilesOptions;
  readonly #told = new Set<string>();

  constructor(options: MediaFilesOptions) {
    this.#options = options;
  }

  /** Null where the source has no such file; the log says why, once a file. */
  async resolve(sourceId: string): Promise<ServableFile | null> {
    const { document } = this.#options;
    const source = document.collection.sources.find(({ id }) => id === sourceId);
    if (source?.kind !== 'media' && source?.kind !== 'image') return null;
    const path = resolve(document.folder, source.file);
    const contentType = mediaTypeOf(source.kind, path);
    if (contentType === null) return this.#refuse(path, `not a ${source.kind} file`);
    try {
      const stats = await stat(path);
      if (!stats.isFile()) return this.#refuse(path, 'not a file');
      this.#told.delete(path);
      return { path, bytes: stats.size, mtimeMs: stats.mtimeMs, contentType };
    } catch (error) {
      return this.#refuse(path, error instanceof Error ? error.message : String(error));
    }
  }

  #refuse(path: string, problem: string): null {
    // Pages ask again and again.
    if (!this.#told.has(path)) {
      this.#options.logger.warn('a source’s file cannot be read', { path, problem });
    }
    this.#told.add(path);
    return null;
  }
}
