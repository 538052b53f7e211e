import type { Closable } from '../lib/closable.ts';
import type { Event } from '../lib/emitter.ts';

/**
 * A two-way pipe for structured messages: a MessagePort, a WebSocket, a child process's IPC.
 * Messages arrive in order, once, or the channel closes.
 */
export interface Channel extends Closable {
  send(message: unknown): void;
  readonly onDidReceive: Event<unknown>;
  /** Fires once, also when this side closed it. */
  readonly onDidClose: Event<void>;
  close(): void;
}
