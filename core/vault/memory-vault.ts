import type { Secret } from '#shared/lib/secret.ts';
import type { Vault } from './vault.ts';

/** Forgets everything at exit. */
export class MemoryVault implements Vault {
  readonly kind = 'memory';
  readonly notice: string | null;
  readonly #secrets = new Map<string, Secret>();

  constructor(notice: string | null = null) {
    this.notice = notice;
  }

  get(ref: string): Promise<Secret | null> {
    return Promise.resolve(this.#secrets.get(ref) ?? null);
  }

  set(ref: string, secret: Secret): Promise<void> {
    this.#secrets.set(ref, secret);
    return Promise.resolve();
  }

  delete(ref: string): Promise<void> {
    this.#secrets.delete(ref);
    return Promise.resolve();
  }
}
