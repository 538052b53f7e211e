import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { codeOf, isTemporaryFileOf, writeAtomically } from './atomic-write.ts';
import { VersionFolder, type Version } from './version-folder.ts';

/** The outcome of reading a text; `problem` is for a person. */
export type Checked<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly problem: string };

export interface VersionedFileOptions<T> {
  readonly file: string;
  /** What is kept here, for people: `scene collection`. */
  readonly title: string;
  readonly maxBytes: number;
  readonly check: (text: string) => Checked<T>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default 50. */
  readonly keepVersions?: number;
  /** From the first unsaved change to the write. Default 500 ms. */
  readonly saveDelayMs?: number;
}

const retryDelayMs = 5000;

/**
 * One JSON document on disk. Saved whole or not at all, with its last versions in a folder beside it;
 * a damaged or missing file is replaced by the newest version that is good, and the damaged one kept.
 * What happened is told in `notices`.
 */
export class VersionedFile<T> implements Closable {
  readonly #options: VersionedFileOptions<T>;
  readonly #versions: VersionFolder;
  readonly #notices: string[] = [];
  #pending: { readonly value: T; readonly isVersion: boolean } | null = null;
  #timer: Closable | null = null;
  #writing: Promise<void> = Promise.resolve();
  #failure: string | null = null;
  /** The loaded text until the first write: it may be a person's own and become a version. */
  #original: string | null = null;
  #closing: Promise<void> | undefined;

  constructor(options: VersionedFileOptions<T>) {
    this.#options = options;
    this.#versions = new VersionFolder(`${options.file}.versions`, options.keepVersions ?? 50);
  }

  /** For people, oldest first. */
  get notices(): readonly string[] {
    return this.#failure === null ? this.#notices : [...this.#notices, this.#failure];
  }

  /** The document; null where there is neither a good file nor a good version. */
  async load(): Promise<T | null> {
    const { file, title } = this.#options;
    await this.#removeTemporaryFiles();
    const current = await this.#readCurrent();
    if (current.kind === 'ok') {
      this.#original = current.text;
      return current.value;
    }
    const asideFile = current.kind === 'damaged' ? await this.#putAside() : null;
    const restored = await this.#newestGoodVersion();
    if (asideFile !== null) {
      const problem = current.kind === 'damaged' ? current.problem : '';
      this.#tell(`The ${title} was damaged (${problem}) and is kept as ${asideFile}.`);
    } else if (restored) {
      this.#tell(`The ${title} ${file} was missing.`);
    }
    if (!restored) return null;
    this.#tell(
      `The version of ${new Date(restored.version.savedAtMs).toISOString()} was restored.`,
    );
    await writeAtomically(file, restored.text);
    return restored.value;
  }

  /**
   * Writes soon; of several calls the last counts. Failures are told in `notices` and tried again.
   * With `isVersion` false (default true) no version is kept of what is not worth going back to.
   */
  save(value: T, isVersion = true): void {
    this.#pending = { value, isVersion: isVersion || (this.#pending?.isVersion ?? false) };
    this.#timer ??= this.#writeAfter(this.#options.saveDelayMs ?? 500);
  }

  /** Writes now what is not yet written. Rejects with the system's error. */
  flush(): Promise<void> {
    this.#timer?.close();
    this.#timer = null;
    const written = this.#writing.then(() => this.#write());
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Newest first. */
  listVersions(): Promise<Version[]> {
    return this.#versions.list();
  }

  /** Null for an unknown id. */
  async readVersion(id: string): Promise<Checked<T> | null> {
    const text = await this.#versions.read(id);
    return text === null ? null : this.#options.check(text);
  }

  /** Flushes; rejects if that fails. */
  close(): Promise<void> {
    this.#closing ??= this.flush();
    return this.#closing;
  }

  #writeAfter(delayMs: number): Closable {
    return this.#options.clock.after(delayMs, () => {
      this.#timer = null;
      this.flush().catch(() => {
        this.#timer ??= this.#writeAfter(retryDelayMs);
      });
    });
  }

  async #write(): Promise<void> {
    const pending = this.#pending;
    if (!pending) return;
    const { file, title, clock, logger } = this.#options;
    try {
      const text = `${JSON.stringify(pending.value, null, 2)}\n`;
      // What could not be loaded again must not replace what can.
      const checked = this.#check(text);
      if (checked.kind === 'refused') throw new Error(checked.problem);
      await mkdir(dirname(file), { recursive: true });
      if (this.#original !== null) await this.#keepOriginal(this.#original);
      this.#original = null;
      // The version first: when the write of the file itself goes wrong, it is the newest good one.
      if (pending.isVersion) await this.#versions.add(text, clock.wallMs());
      await writeAtomically(file, text);
      if (this.#pending === pending) this.#pending = null;
      this.#failure = null;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (this.#failure === null) logger.error(`could not save the ${title}`, { file, error });
      this.#failure = `The ${title} could not be saved: ${detail}.`;
      throw error;
    }
  }

  async #keepOriginal(text: string): Promise<void> {
    const [newest] = await this.#versions.list();
    const kept = newest && (await this.#versions.read(newest.id));
    if (kept !== text) await this.#versions.add(text, this.#options.clock.wallMs());
  }

  #check(text: string): Checked<T> {
    const bytes = Buffer.byteLength(text);
    return bytes > this.#options.maxBytes ? this.#tooBig(bytes) : this.#options.check(text);
  }

  #tooBig(bytes: number): { kind: 'refused'; problem: string } {
    const [size, limit] = [bytes, this.#options.maxBytes].map((n) => (n / 1024 / 1024).toFixed(1));
    return { kind: 'refused', problem: `it has ${size} MB; at most ${limit} MB fit` };
  }

  async #readCurrent(): Promise<
    | { kind: 'ok'; value: T; text: string }
    | { kind: 'damaged'; problem: string }
    | { kind: 'missing' }
  > {
    const { file, maxBytes, check } = this.#options;
    try {
      const { size } = await stat(file);
      if (size > maxBytes) return { kind: 'damaged', problem: this.#tooBig(size).problem };
      const text = await readFile(file, 'utf8');
      const checked = check(text);
      return checked.kind === 'ok' ? { ...checked, text } : { ...checked, kind: 'damaged' };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { kind: 'missing' };
      throw error;
    }
  }

  async #newestGoodVersion(): Promise<{ value: T; text: string; version: Version } | null> {
    for (const version of await this.#versions.list()) {
      if (version.bytes > this.#options.maxBytes) continue;
      const text = await this.#versions.read(version.id);
      const checked = text === null ? null : this.#options.check(text);
      if (text !== null && checked?.kind === 'ok') return { value: checked.value, text, version };
    }
    return null;
  }

  async #putAside(): Promise<string> {
    const { file, clock } = this.#options;
    const stamp = new Date(clock.wallMs()).toISOString().replaceAll(':', '-');
    const aside = `${file}.damaged-${stamp}`;
    await rename(file, aside);
    return aside;
  }

  async #removeTemporaryFiles(): Promise<void> {
    const { file } = this.#options;
    const names = await readdir(dirname(file)).catch(() => []);
    for (const name of names) {
      if (isTemporaryFileOf(file, name)) await rm(join(dirname(file), name), { force: true });
    }
  }

  #tell(notice: string): void {
    this.#notices.push(notice);
    this.#options.logger.warn(notice);
  }
}
