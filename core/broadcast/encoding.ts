import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Engine } from '../engine-supervisor/engine-supervisor.ts';
import { deadline } from '../lib/deadline.ts';
import type { Producer } from '../studio/page-registry.ts';
import type { EngineLink } from './engine-link.ts';

/** What is needed of the page registry. */
export interface ProducerSource {
  readonly producer: Producer | null;
  readonly onDidChangeProducer: Event<Producer | null>;
}

export interface EncodingOptions {
  readonly link: EngineLink;
  readonly pages: ProducerSource;
  readonly clock: Clock;
  readonly logger: Logger;
}

export type EncodingUser = 'broadcast' | 'recording';

const engineCallMs = 10_000;
const encoderStartMs = 20_000;
const stopMs = 5000;
const retryMs = 2000;

/**
 * The one encode of the program (law 3): runs while the broadcast or the recording wants it. It goes
 * on in the page that takes over, and in the engine that comes back.
 */
export class Encoding implements Closable {
  readonly #reopened = new Emitter<Engine>();
  /** The engine came back and is ready for destinations and the recording again. */
  readonly onDidReopen = this.#reopened.event;
  readonly #options: EncodingOptions;
  readonly #subscriptions = new ClosableStack();
  readonly #users = new Set<EncodingUser>();
  #failing: Closable | null = null;
  #retry: Closable | null = null;
  #opening: Promise<void> | null = null;
  #abortOpening = new AbortController();
  #closing: Promise<void> = Promise.resolve();
  #open: OutputSettings | null = null;

  constructor(options: EncodingOptions) {
    this.#options = options;
    const { link, pages } = options;
    this.#subscriptions.add(link.onDidStart((engine) => void this.#reopen(engine)));
    this.#subscriptions.add(
      pages.onDidChangeProducer((producer) => {
        this.#follow(producer);
        if (producer) void this.#restart(producer);
      }),
    );
    this.#follow(pages.producer);
  }

  /** Resolves when packets flow. The first user's settings count. Rejects with `RpcError`. */
  async begin(user: EncodingUser, output: OutputSettings): Promise<void> {
    await this.#closing;
    this.#users.add(user);
    const opening = (this.#opening ??= this.#start(output));
    try {
      await opening;
    } catch (error) {
      await this.end(user);
      throw error;
    }
  }

  /** Ends the encode with its last user. Never rejects; what fails is logged. */
  async end(user: EncodingUser): Promise<void> {
    if (this.#users.delete(user) && this.#users.size === 0) {
      const opening = this.#opening;
      this.#opening = null;
      this.#abortOpening.abort();
      this.#closing = this.#stop(opening);
    }
    await this.#closing;
  }

  close(): void {
    void this.#subscriptions.close();
    this.#failing?.close();
    this.#retry?.close();
  }

  async #start(output: OutputSettings): Promise<void> {
    const { link, pages, clock, logger } = this.#options;
    const { producer } = pages;
    if (!producer) {
      throw new RpcError('unavailable', 'No studio page is open that could make the picture.');
    }
    const { signal } = (this.#abortOpening = new AbortController());
    const engine = await link.ready();
    signal.throwIfAborted();
    await this.#openSession(engine, output);
    signal.throwIfAborted();
    this.#open = output;
    const started = producer.startEncoding({ output }, { signal });
    const used = await deadline(started, encoderStartMs, clock, 'starting the encoder');
    logger.info('encoding started', used);
  }

  async #stop(opening: Promise<void> | null): Promise<void> {
    // What was begun is waited for, so that it does not go on after the end.
    await opening?.catch(() => undefined);
    const { link, pages, clock, logger } = this.#options;
    this.#open = null;
    this.#retry?.close();
    const calls = [
      ['the encoder', pages.producer?.stopEncoding()],
      ['the engine', link.engine?.closeSession()],
    ] as const;
    for (const [what, call] of calls) {
      try {
        if (call) await deadline(call, stopMs, clock, `stopping ${what}`);
      } catch (error) {
        logger.warn(`${what} did not stop as asked`, { error });
      }
    }
    logger.info('encoding stopped');
  }

  #openSession(engine: Engine, output: OutputSettings): Promise<void> {
    const { audioCodec, audioBitrateKbps, fps } = output;
    const opened = engine.openSession({ audioCodec, audioBitrateKbps, fps });
    return deadline(opened, engineCallMs, this.#options.clock, 'preparing the media engine');
  }

  async #reopen(engine: Engine): Promise<void> {
    const output = this.#open;
    if (!output) return;
    try {
      await this.#openSession(engine, output);
      this.#reopened.emit(engine);
    } catch (error) {
      this.#options.logger.warn('the engine could not take the program up again', { error });
    }
  }

  #follow(producer: Producer | null): void {
    this.#failing?.close();
    this.#failing =
      producer?.onDidFailEncoding(({ detail }) => {
        this.#options.logger.warn('the encoder failed', { detail });
        this.#retryWith(producer);
      }) ?? null;
  }

  /** For a page that took over, or whose encoder failed, while the program is on air. */
  async #restart(producer: Producer): Promise<void> {
    const { pages, clock, logger } = this.#options;
    const output = this.#open;
    if (!output || pages.producer !== producer) return;
    try {
      const started = producer.startEncoding({ output });
      await deadline(started, encoderStartMs, clock, 'starting the encoder');
      logger.info('encoding goes on');
    } catch (error) {
      logger.warn('the page could not take the program up', { error });
      this.#retryWith(producer);
    }
  }

  #retryWith(producer: Producer): void {
    this.#retry?.close();
    this.#retry = this.#options.clock.after(retryMs, () => void this.#restart(producer));
  }
}
