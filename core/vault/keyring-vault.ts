import { Secret } from '#shared/lib/secret.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { MemoryVault } from './memory-vault.ts';
import type { Vault } from './vault.ts';

/** What is needed of `@napi-rs/keyring`: one entry of the system's keyring. */
export interface KeyringEntry {
  getPassword(): Promise<string | null | undefined>;
  setPassword(value: string): Promise<void>;
  deletePassword(): Promise<boolean>;
}

export interface KeyringVaultOptions {
  readonly logger: Logger;
  /** Opens the entry of a reference. Default: the system's keyring, service `Tallylight`. */
  readonly openEntry?: (ref: string) => Promise<KeyringEntry>;
}

const probeRef = 'probe';

/** The system's keyring where it works: it is tried with a value. Else memory, with a notice why. */
export async function openVault({
  logger,
  openEntry = systemEntry,
}: KeyringVaultOptions): Promise<Vault> {
  try {
    const probe = await openEntry(probeRef);
    await probe.setPassword(probeRef);
    const answer = await probe.getPassword();
    await probe.deletePassword();
    if (answer !== probeRef) throw new Error('it does not keep what it is given');
    return new KeyringVault(openEntry);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    logger.warn('the keyring cannot be used; keys are forgotten at exit', { error });
    return new MemoryVault(
      `This system’s keyring cannot be used (${detail}). Stream keys are forgotten when Tallylight ends.`,
    );
  }
}

class KeyringVault implements Vault {
  readonly kind = 'os-keyring';
  readonly notice = null;
  readonly #openEntry: (ref: string) => Promise<KeyringEntry>;

  constructor(openEntry: (ref: string) => Promise<KeyringEntry>) {
    this.#openEntry = openEntry;
  }

  async get(ref: string): Promise<Secret | null> {
    const value = await (await this.#openEntry(ref)).getPassword();
    return typeof value === 'string' ? new Secret(value) : null;
  }

  async set(ref: string, secret: Secret): Promise<void> {
    await (await this.#openEntry(ref)).setPassword(secret.reveal());
  }

  async delete(ref: string): Promise<void> {
    await (await this.#openEntry(ref)).deletePassword();
  }
}

/** Loaded only now: the native module may be missing on a rare platform. */
async function systemEntry(ref: string): Promise<KeyringEntry> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry('Tallylight', ref);
}
