import type { Secret } from '#shared/lib/secret.ts';

/** Where credentials live; documents hold references to it alone (law 6). */
export interface Vault {
  readonly kind: 'os-keyring' | 'memory';
  /** Why secrets are not kept beyond this run, for the person. */
  readonly notice: string | null;
  get(ref: string): Promise<Secret | null>;
  set(ref: string, secret: Secret): Promise<void>;
  /** Also where there is none. */
  delete(ref: string): Promise<void>;
}
