import type { Socket } from 'node:net';
import type { Event } from '#shared/lib/emitter.ts';
import type { Channel } from '#shared/rpc/channel.ts';

export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One run of the engine. */
export interface EngineProcess {
  readonly channel: Channel;
  /** Null where the host does not know it. */
  readonly pid: number | null;
  /** Fires once, however it ended. */
  readonly onDidExit: Event<EngineExit>;
  /** Hands a page's media socket over, with what the engine must know of it. Only child processes can. */
  sendSocket?(message: object, socket: Socket): Promise<void>;
  /** Asks it to end; `onDidExit` tells when it has. Idempotent. */
  kill(): void;
}

/** How a host starts the engine: a child process, or Electron's utility process. */
export interface EngineLauncher {
  /** Throws or rejects where it cannot be started at all. */
  launch(): EngineProcess | Promise<EngineProcess>;
}
