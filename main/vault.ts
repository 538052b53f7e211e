import { MemoryVault } from '#core/vault/memory-vault.ts';
import type { Vault } from '#core/vault/vault.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { Secret } from '#shared/lib/secret.ts';
import type { ElectronModule } from './electron-module.ts';

/** Encrypted values in base64 by reference; electron-store, as far as it is used. */
export interface CipherStore {
  get(key: 'secrets'): Readonly<Record<string, string>> | undefined;
  set(key: 'secrets', secrets: Readonly<Record<string, string>>): void;
}

export interface SafeStorageVaultOptions {
  readonly electron: Pick<ElectronModule, 'safeStorage'>;
  readonly platform: NodeJS.Platform;
  readonly store: CipherStore;
  readonly logger: Logger;
}

/**
 * A vault whose key the system keeps. Where the system has no keyring, Electron would "encrypt" with
 * a key that everybody knows (`basic_text`); then secrets stay in memory, with a notice.
 */
export async function openSafeStorageVault(options: SafeStorageVaultOptions): Promise<Vault> {
  const problem = await findProblem(options);
  if (problem === null) return new SafeStorageVault(options);
  options.logger.warn('the keyring cannot be used; keys are forgotten at exit', { problem });
  return new MemoryVault(
    `This system’s keyring cannot be used (${problem}). Stream keys are forgotten when Tallylight ends.`,
  );
}

async function findProblem({
  electron: { safeStorage },
  platform,
}: SafeStorageVaultOptions): Promise<string | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'it offers no encryption';
  if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    return 'no keyring such as GNOME Keyring or KWallet was found';
  }
  return null;
}

class SafeStorageVault implements Vault {
  readonly kind = 'os-keyring';
  readonly notice = null;
  readonly #options: SafeStorageVaultOptions;

  constructor(options: SafeStorageVaultOptions) {
    this.#options = options;
  }

  /** Null also for a value that can no longer be decrypted: the person enters the key again. */
  async get(ref: string): Promise<Secret | null> {
    const { electron, logger } = this.#options;
    const stored = this.#stored(ref);
    if (stored === undefined) return null;
    try {
      const { result, shouldReEncrypt } = await electron.safeStorage.decryptStringAsync(
        Buffer.from(stored, 'base64'),
      );
      const secret = new Secret(result);
      if (shouldReEncrypt) await this.set(ref, secret);
      return secret;
    } catch (error) {
      logger.warn('a stored key could not be decrypted', { ref, error });
      return null;
    }
  }

  async set(ref: string, secret: Secret): Promise<void> {
    const { electron, store } = this.#options;
    const encrypted = await electron.safeStorage.encryptStringAsync(secret.reveal());
    store.set('secrets', { ...store.get('secrets'), [ref]: encrypted.toString('base64') });
  }

  delete(ref: string): Promise<void> {
    const { store } = this.#options;
    const others = Object.entries(store.get('secrets') ?? {}).filter(([name]) => name !== ref);
    store.set('secrets', Object.fromEntries(others));
    return Promise.resolve();
  }

  #stored(ref: string): string | undefined {
    const secrets = this.#options.store.get('secrets') ?? {};
    return Object.hasOwn(secrets, ref) ? secrets[ref] : undefined;
  }
}
