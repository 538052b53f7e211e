import type { Socket } from 'node:net';
import { engineService } from '#shared/contract/engine.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter, once } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { RpcPeer } from '#shared/rpc/peer.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Remote } from '#shared/rpc/service.ts';
import { deadline } from '../lib/deadline.ts';
import type { EngineExit, EngineLauncher, EngineProcess } from './engine-process.ts';

export type Engine = Remote<typeof engineService>;

export type EngineState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly engine: Engine; readonly pid: number | null }
  | { readonly kind: 'restarting'; readonly attempt: number; readonly nextStartAtMs: number }
  | { readonly kind: 'failed'; readonly detail: string };

export interface EngineSupervisorOptions {
  readonly launcher: EngineLauncher;
  readonly clock: Clock;
  readonly logger: Logger;
}

const firstDelayMs = 100;
const maxDelayMs = 800;
/** So many ends within so long a time, and it is not tried again. */
const crashLoop = { crashes: 5, withinMs: 60_000 } as const;
const quitMs = 3000;

/**
 * Keeps the engine running: after a crash it is back within a second; when it crashes again and again
 * the state becomes `failed` and says why, until `start` is called again.
 */
export class EngineSupervisor implements Closable {
  readonly #changed = new Emitter<EngineState>();
  readonly onDidChange = this.#changed.event;
  readonly #options: EngineSupervisorOptions;
  #state: EngineState = { kind: 'stopped' };
  #process: EngineProcess | null = null;
  #restart: Closable | null = null;
  #crashesAtMs: number[] = [];
  #isClosed = false;

  constructor(options: EngineSupervisorOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The running engine, or null. */
  get engine(): Engine | null {
    return this.#state.kind === 'running' ? this.#state.engine : null;
  }

  /** Starts what is stopped or failed; else does nothing. */
  start(): void {
    if (this.#isClosed || (this.#state.kind !== 'stopped' && this.#state.kind !== 'failed')) return;
    this.#crashesAtMs = [];
    void this.#launch();
  }

  /** Rejects with `unavailable` where no engine runs, or this host's takes no sockets. */
  async sendSocket(message: object, socket: Socket): Promise<void> {
    if (!this.#process?.sendSocket) {
      throw new RpcError('unavailable', 'No engine takes the media socket.');
    }
    await this.#process.sendSocket(message, socket);
  }

  /** Ends the engine, by force where it does not follow within 3 s. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#restart?.close();
    const running = this.#process;
    if (running) {
      const exited = once(running.onDidExit);
      running.channel.close();
      running.kill();
      await deadline(exited, quitMs, this.#options.clock, 'the engine’s end').catch(
        () => undefined,
      );
    }
    this.#become({ kind: 'stopped' });
    this.#changed.close();
  }

  async #launch(): Promise<void> {
    const { launcher, logger } = this.#options;
    this.#become({ kind: 'starting' });
    try {
      const process = await launcher.launch();
      if (this.#isClosed) {
        process.kill();
        return;
      }
      this.#process = process;
      const peer = new RpcPeer(process.channel, {
        onProblem: (problem, error) => {
          logger.warn(`engine: ${problem}`, { error });
        },
      });
      process.onDidExit((exit) => {
        peer.close();
        if (this.#process === process) this.#lose(describeExit(exit));
      });
      logger.info('engine started', { pid: process.pid });
      const engine = peer.remote(engineService);
      this.#become({ kind: 'running', engine, pid: process.pid });
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error));
    }
  }

  #lose(detail: string): void {
    this.#process = null;
    if (this.#isClosed) return;
    const { clock, logger } = this.#options;
    const nowMs = clock.nowUs() / 1000;
    const recent = this.#crashesAtMs.filter((atMs) => nowMs - atMs < crashLoop.withinMs);
    this.#crashesAtMs = [...recent, nowMs];
    const attempt = this.#crashesAtMs.length;
    if (attempt >= crashLoop.crashes) {
      logger.error('engine keeps ending; given up', { detail });
      const text = `The media engine ended ${attempt} times within a minute; the last time it ${detail}.`;
      this.#become({ kind: 'failed', detail: text });
      return;
    }
    const delayMs = Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs);
    logger.warn('engine lost; it is started again', { detail, attempt, delayMs });
    this.#restart = clock.after(delayMs, () => void this.#launch());
    this.#become({ kind: 'restarting', attempt, nextStartAtMs: clock.wallMs() + delayMs });
  }

  #become(state: EngineState): void {
    this.#state = state;
    this.#changed.emit(state);
  }
}

function describeExit({ code, signal }: EngineExit): string {
  return signal === null ? `ended with code ${String(code)}` : `was ended by ${signal}`;
}
