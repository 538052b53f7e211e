import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { parseJson } from '#shared/model/json-text.ts';
import { settingsSchema, type Settings } from '#shared/model/settings.ts';
import { describeIssue } from '#shared/rpc/schema-issue.ts';
import { VersionedFile, type Checked } from '../store/versioned-file.ts';

export interface SettingsStoreOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const maxBytes = 1024 * 1024;

/** The settings as one document; without secrets. */
export class SettingsStore implements Closable {
  readonly #changed = new Emitter<Settings>();
  readonly onDidChange = this.#changed.event;
  readonly #file: VersionedFile<Settings> | null;
  #settings: Settings;

  private constructor(file: VersionedFile<Settings> | null, settings: Settings) {
    this.#file = file;
    this.#settings = settings;
  }

  static async open({ file, clock, logger }: SettingsStoreOptions): Promise<SettingsStore> {
    const title = 'settings file';
    const kept = new VersionedFile({ file, title, maxBytes, check, clock, logger });
    return new SettingsStore(kept, (await kept.load()) ?? settingsSchema.parse({}));
  }

  /** Settings that are never written. */
  static inMemory(settings: Settings): SettingsStore {
    return new SettingsStore(null, settings);
  }

  get settings(): Settings {
    return this.#settings;
  }

  get notices(): readonly string[] {
    return this.#file?.notices ?? [];
  }

  update(changes: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...changes };
    this.#file?.save(this.#settings);
    this.#changed.emit(this.#settings);
  }

  /** Saves what is not yet saved; rejects if that fails. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#changed.close();
  }
}

function check(text: string): Checked<Settings> {
  const json = parseJson(text);
  if (json.kind === 'refused') {
    return {
      kind: 'refused',
      problem: `line ${json.line}, column ${json.column}: ${json.message}`,
    };
  }
  const parsed = settingsSchema.safeParse(json.value);
  if (parsed.success) return { kind: 'ok', value: parsed.data };
  return { kind: 'refused', problem: describeIssue(parsed.error).message };
}
