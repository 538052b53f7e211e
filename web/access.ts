import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '#shared/lib/clock.ts';

export const tokenLifetimeMs = 10 * 60 * 1000;
const secretBytes = 32;
const maxTokens = 64;
const maxSessions = 64;

/**
 * Who may come in: one-time tokens for addresses, and the sessions they were exchanged for. Only
 * hashes are kept, so a comparison tells nothing about the value.
 */
export class Access {
  readonly #clock: Clock;
  readonly #tokens = new Map<string, number>();
  readonly #sessions = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** 256 random bits, good for one exchange within ten minutes. At most 64 wait; the oldest goes. */
  issueToken(): string {
    const token = secret();
    this.#tokens.set(hash(token), this.#clock.nowUs() + tokenLifetimeMs * 1000);
    dropOldest(this.#tokens, maxTokens);
    return token;
  }

  /** The new session's secret, or null for a token that is unknown, used or too old. */
  redeem(token: string): string | null {
    const key = hash(token);
    const expiresAtUs = this.#tokens.get(key);
    this.#tokens.delete(key);
    if (expiresAtUs === undefined || this.#clock.nowUs() >= expiresAtUs) return null;
    const session = secret();
    this.#sessions.add(hash(session));
    dropOldest(this.#sessions, maxSessions);
    return session;
  }

  isSession(session: string | undefined): boolean {
    return session !== undefined && this.#sessions.has(hash(session));
  }
}

function secret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('base64');
}

function dropOldest(held: Map<string, unknown> | Set<string>, limit: number): void {
  for (const key of held.keys()) {
    if (held.size <= limit) return;
    held.delete(key);
  }
}
