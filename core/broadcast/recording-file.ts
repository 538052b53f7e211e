import { access, mkdir } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join } from 'node:path';
import type { RecordingSettings } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';

export type Container = RecordingSettings['container'];

export interface RecordingTarget {
  readonly file: string;
  readonly container: Container;
}

const containers: Readonly<Record<string, Container>> = { '.mp4': 'mp4', '.mkv': 'mkv' };

/**
 * Where a recording goes; its folder exists then, and the file does not. A given file is taken as it
 * is; else it is named by date and time. Rejects with `RpcError`, field `file`.
 */
export async function chooseRecordingFile(
  given: string | undefined,
  { container, folder }: { readonly container: Container; readonly folder: string },
  wallMs: number,
): Promise<RecordingTarget> {
  const wanted = given ?? join(folder, `Tallylight ${localStamp(wallMs)}.${container}`);
  const kind = containers[extname(wanted).toLowerCase()];
  if (kind === undefined)
    throw RpcError.invalid('A recording’s name ends in .mp4 or .mkv.', 'file');
  if (!isAbsolute(wanted)) throw RpcError.invalid('The recording’s whole path is needed.', 'file');
  try {
    await mkdir(dirname(wanted), { recursive: true });
  } catch (cause) {
    const message = `The folder ${dirname(wanted)} cannot be made.`;
    throw new RpcError('unavailable', message, 'file', { cause });
  }
  if (given !== undefined && (await exists(given))) {
    throw new RpcError('conflict', `${given} exists already; it is not overwritten.`, 'file');
  }
  return { file: given ?? (await nextFree(wanted)), container: kind };
}

/** `name (2).mp4` and so on; `file` itself where it is free. */
export async function nextFree(file: string): Promise<string> {
  const extension = extname(file);
  const stem = file.slice(0, file.length - extension.length).replace(/ \(\d+\)$/, '');
  let free = file;
  for (let number = 2; await exists(free); number += 1) free = `${stem} (${number})${extension}`;
  return free;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** `2026-11-22 18-04-05`, by the person's clock; Windows allows no colons. */
function localStamp(wallMs: number): string {
  const at = new Date(wallMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('-')}`;
}
