import { backoffDelayMs, type BackoffOptions } from '#shared/lib/backoff.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { FromCompositor, ToCompositor } from '../compositor/messages.ts';

/** What of `Worker` is used. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
  addEventListener(
    type: 'message' | 'error' | 'messageerror',
    listener: (event: { data?: unknown; message?: string }) => void,
  ): void;
}

export interface CompositorWorkerOptions {
  readonly createWorker: () => WorkerLike;
  /** Tells a new worker everything that it must know; called at start and after each crash. */
  readonly onDidStart: (post: CompositorWorker['post']) => void;
  readonly clock: Clock;
}

const restartBackoff: BackoffOptions = { initialMs: 100, factor: 2, capMs: 5000, jitter: 0 };
/** A worker samples once a second; one that is silent for so long hangs or is gone without a word. */
const silenceMs = 15_000;

/** Keeps a compositor worker running: one that crashes or hangs is replaced. */
export class CompositorWorker implements Closable {
  readonly #options: CompositorWorkerOptions;
  readonly #received = new Emitter<FromCompositor>();
  readonly #crashed = new Emitter<string>();
  #worker: WorkerLike | undefined;
  #watchdog: Closable | undefined;
  #restart: Closable | undefined;
  #attempt = 0;

  readonly onDidReceive = this.#received.event;
  /** Says why. A new worker follows by itself. */
  readonly onDidCrash = this.#crashed.event;

  constructor(options: CompositorWorkerOptions) {
    this.#options = options;
  }

  start(): void {
    const worker = this.#options.createWorker();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => {
      if (worker !== this.#worker) return;
      this.#watch();
      const message = data as FromCompositor;
      if (message.kind === 'sample') this.#attempt = 0;
      this.#received.emit(message);
    });
    const onError = ({ message }: { message?: string }): void => {
      if (worker === this.#worker) this.#replace(message ?? 'it could not be loaded');
    };
    worker.addEventListener('error', onError);
    worker.addEventListener('messageerror', onError);
    this.#watch();
    this.#options.onDidStart(this.post);
  }

  /** Lost while there is no worker, for `onDidStart` tells the next one everything. */
  readonly post = (message: ToCompositor, transfer: Transferable[] = []): void => {
    this.#worker?.postMessage(message, transfer);
  };

  close(): void {
    this.#stop();
    this.#restart?.close();
    this.#received.close();
    this.#crashed.close();
  }

  #replace(why: string): void {
    this.#stop();
    this.#crashed.emit(why);
    this.#attempt += 1;
    const delayMs = backoffDelayMs(this.#attempt, () => 0, restartBackoff);
    this.#restart = this.#options.clock.after(delayMs, () => {
      this.start();
    });
  }

  #stop(): void {
    this.#watchdog?.close();
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #watch(): void {
    this.#watchdog?.close();
    this.#watchdog = this.#options.clock.after(silenceMs, () => {
      this.#replace('it did not answer');
    });
  }
}
