import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, writeAtomically } from './atomic-write.ts';

export interface Version {
  /** The file's name in the folder. */
  readonly id: string;
  readonly savedAtMs: number;
  readonly bytes: number;
}

const namePattern = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3}Z)\.json$/;

/** The last saved texts of one document, a file each, named by their time. */
export class VersionFolder {
  readonly #folder: string;
  readonly #keep: number;

  constructor(folder: string, keep: number) {
    this.#folder = folder;
    this.#keep = keep;
  }

  /** Newest first; empty where there is no folder yet. */
  async list(): Promise<Version[]> {
    const versions = await Promise.all(
      (await this.#names()).map(async (id) => ({
        id,
        savedAtMs: timeOf(id),
        bytes: (await stat(join(this.#folder, id))).size,
      })),
    );
    return versions.toSorted((a, b) => b.savedAtMs - a.savedAtMs);
  }

  /** Null for an id that `list` does not give. */
  async read(id: string): Promise<string | null> {
    if (!(await this.#names()).includes(id)) return null;
    return readFile(join(this.#folder, id), 'utf8');
  }

  /** Adds a text as the newest, whatever the wall clock did, and drops the oldest beyond the limit. */
  async add(text: string, nowMs: number): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const times = (await this.#names()).map(timeOf);
    const savedAtMs = Math.max(nowMs, ...times.map((time) => time + 1));
    await writeAtomically(join(this.#folder, nameOf(savedAtMs)), text);
    for (const time of times.toSorted((a, b) => b - a).slice(this.#keep - 1)) {
      await rm(join(this.#folder, nameOf(time)), { force: true });
    }
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => namePattern.test(name));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

/** Windows allows no colons in names. */
function nameOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().replaceAll(':', '-')}.json`;
}

function timeOf(name: string): number {
  const [, day = '', hours = '', minutes = '', seconds = ''] = namePattern.exec(name) ?? [];
  return Date.parse(`${day}${hours}:${minutes}:${seconds}`);
}
