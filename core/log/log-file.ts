import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Closable } from '#shared/lib/closable.ts';

export interface LogFile extends Closable {
  readonly path: string;
  /** Lines of JSON with their line ends; a full disk loses them and nothing else. */
  write(line: string): void;
  close(): Promise<void>;
}

const maxBytes = 8 * 1024 * 1024;

/**
 * Appends to `tallylight.log` in `folder`; one that has grown past 8 MB becomes `tallylight.1.log` first.
 * Throws the file system's error.
 */
export function openLogFile(folder: string): LogFile {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'tallylight.log');
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing && existing.size > maxBytes) renameSync(path, join(folder, 'tallylight.1.log'));
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  stream.on('error', () => undefined);
  return {
    path,
    write: (line) => {
      if (stream.writable) stream.write(line);
    },
    close: () =>
      new Promise((resolve) => {
        if (stream.closed) resolve();
        else stream.once('close', resolve).end();
      }),
  };
}
