import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { redact, Secret } from '#shared/lib/secret.ts';
import type {
  BroadcastState,
  DestinationFailure,
  DestinationState,
} from '#shared/model/broadcast.ts';
import { failureText } from '#shared/model/reason-text.ts';
import type { Destination, Settings } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Engine } from '../engine-supervisor/engine-supervisor.ts';
import { deadline } from '../lib/deadline.ts';
import type { Vault } from '../vault/vault.ts';
import type { Encoding } from './encoding.ts';
import type { EngineLink, EngineLoss } from './engine-link.ts';

export interface BroadcastSessionOptions {
  readonly link: EngineLink;
  readonly encoding: Encoding;
  readonly settings: { readonly settings: Settings };
  readonly vault: Pick<Vault, 'get'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Target {
  readonly destination: Destination;
  readonly key: Secret;
}

/** How long one destination may take to be live before going live is given up. */
export const firstLiveMs = 20_000;
const removeMs = 5000;

/** Being live: opens the destinations, brings them back with the engine, and ends them. */
export class BroadcastSession implements Closable {
  readonly #changed = new Emitter<void>();
  /** The state or a destination's state is another. */
  readonly onDidChange = this.#changed.event;
  readonly #options: BroadcastSessionOptions;
  readonly #subscriptions = new ClosableStack();
  readonly #targets = new Map<string, Target>();
  readonly #states = new Map<string, DestinationState>();
  #state: BroadcastState = { kind: 'idle' };
  #starting: { readonly abort: AbortController; readonly ended: Promise<unknown> } | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: BroadcastSessionOptions) {
    this.#options = options;
    const { link, encoding } = options;
    this.#subscriptions.add(
      link.onDidChangeDestination(({ id, state }) => {
        this.#setState(id, state);
      }),
    );
    this.#subscriptions.add(
      link.onDidLose((loss) => {
        this.#loseEngine(loss);
      }),
    );
    this.#subscriptions.add(
      encoding.onDidReopen((engine) => {
        for (const target of this.#targets.values()) void this.#add(engine, target);
      }),
    );
  }

  get state(): BroadcastState {
    return this.#state;
  }

  /** Of every destination of this broadcast or, when idle, of the last. */
  get destinations(): ReadonlyMap<string, DestinationState> {
    return this.#states;
  }

  /**
   * Resolves when the program is encoded and at least one destination is live. Where none is within
   * 20 s, or all failed, everything is stopped again and the `RpcError` says why, each by name.
   */
  async goLive(signal?: AbortSignal): Promise<void> {
    if (this.#state.kind !== 'idle') {
      throw new RpcError('conflict', `The broadcast is ${this.#state.kind} already.`);
    }
    const abort = new AbortController();
    const cancel = (): void => {
      abort.abort(new RpcError('cancelled', 'Going live was cancelled.'));
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const going = this.#begin(abort.signal);
    this.#starting = { abort, ended: going.catch(() => undefined) };
    try {
      await going;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#starting = null;
    }
  }

  /** Ends the broadcast gracefully; when idle does nothing. Never hangs on a destination. */
  async stop(): Promise<void> {
    if (this.#starting) {
      this.#starting.abort.abort(new RpcError('cancelled', 'Going live was cancelled.'));
      await this.#starting.ended;
    }
    if (this.#state.kind === 'live') this.#stopping ??= this.#end();
    await this.#stopping;
  }

  /** Connects now, whatever the destination waits for. */
  async retryDestination(id: string): Promise<void> {
    if (!this.#targets.has(id)) {
      throw RpcError.notFound(`The destination "${id}" is not part of this broadcast.`, 'id');
    }
    const engine = await this.#options.link.ready();
    await engine.retryDestination({ id });
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#subscriptions.close();
    this.#changed.close();
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const { encoding, settings, link, clock, logger } = this.#options;
    const { output, destinations } = settings.settings;
    this.#states.clear();
    try {
      this.#become({ kind: 'starting', step: 'keys' });
      const enabled = destinations.filter((destination) => destination.enabled);
      // A locked keyring may ask the person, who takes as long as a person takes.
      const targets = await orAborted(this.#readKeys(enabled), signal);
      this.#become({ kind: 'starting', step: 'encoder' });
      await orAborted(encoding.begin('broadcast', output), signal);
      this.#become({ kind: 'starting', step: 'destinations' });
      for (const target of targets) {
        this.#targets.set(target.destination.id, target);
        this.#setState(target.destination.id, { kind: 'connecting', step: 'start' });
      }
      const engine = await link.ready();
      const live = this.#firstLive(signal);
      for (const target of targets) void this.#add(engine, target);
      await live;
      this.#become({ kind: 'live', sinceMs: clock.wallMs() });
      logger.info('live', { destinations: targets.length });
    } catch (error) {
      logger.warn('could not go live', { error });
      await this.#tearDown();
      this.#become({ kind: 'idle' });
      throw error;
    }
  }

  async #end(): Promise<void> {
    this.#become({ kind: 'stopping' });
    await this.#tearDown();
    this.#stopping = null;
    this.#become({ kind: 'idle' });
    this.#options.logger.info('broadcast ended');
  }

  /** Destinations that failed keep saying why. */
  async #tearDown(): Promise<void> {
    const { encoding, link, clock, logger } = this.#options;
    const { engine } = link;
    const ids = [...this.#targets.keys()];
    this.#targets.clear();
    const removals = ids.map(async (id) => {
      try {
        const removed = engine?.removeDestination({ id });
        if (removed) await deadline(removed, removeMs, clock, 'ending a destination');
      } catch (error) {
        logger.warn('a destination did not end as asked', { id, error });
      }
    });
    await Promise.all(removals);
    for (const id of ids) {
      const failure = failureOf(this.#states.get(id));
      this.#states.set(id, failure ? { kind: 'failed', failure } : { kind: 'idle' });
    }
    await encoding.end('broadcast');
  }

  async #readKeys(destinations: readonly Destination[]): Promise<Target[]> {
    if (destinations.length === 0) {
      throw RpcError.invalid('No destination is enabled. Add one in the settings.', 'destinations');
    }
    return Promise.all(
      destinations.map(async (destination) => {
        const { keyRef, name } = destination;
        if (keyRef === null) return { destination, key: new Secret('') };
        const key = await this.#options.vault.get(keyRef).catch((cause: unknown) => {
          const message = `The keyring did not give the stream key of "${name}".`;
          throw new RpcError('unavailable', message, 'destinations', { cause });
        });
        if (key) return { destination, key };
        const message = `The stream key of "${name}" is not known any more. Enter it again.`;
        throw RpcError.invalid(message, 'destinations');
      }),
    );
  }

  async #add(engine: Engine, { destination, key }: Target): Promise<void> {
    const { id, kind, url } = destination;
    try {
      await engine.addDestination({ id, kind, url, streamKey: key.reveal() });
    } catch (error) {
      // Then the engine is lost, which is told by itself.
      if (error instanceof RpcError && error.reason === 'channel-closed') return;
      const detail = error instanceof Error ? error.message : String(error);
      const failure: DestinationFailure = { reason: 'protocol-error', step: 'start', detail };
      this.#setState(id, { kind: 'failed', failure });
    }
  }

  #setState(id: string, state: DestinationState): void {
    const target = this.#targets.get(id);
    if (!target) return;
    this.#states.set(id, withoutKey(state, target.key));
    this.#changed.emit();
  }

  #loseEngine({ detail, isFinal }: EngineLoss): void {
    if (this.#targets.size === 0) return;
    const failure: DestinationFailure = { reason: 'engine-lost', step: 'engine', detail };
    const nextRetryAtMs = this.#options.clock.wallMs() + 1000;
    const state: DestinationState = isFinal
      ? { kind: 'failed', failure }
      : { kind: 'reconnecting', attempt: 1, nextRetryAtMs, failure };
    for (const id of this.#targets.keys()) this.#setState(id, state);
    if (isFinal) void this.stop();
  }

  #firstLive(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const subscriptions = new ClosableStack();
    const live = new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const states = [...this.#targets.keys()].map((id) => this.#states.get(id)?.kind);
        if (states.includes('live')) resolve();
        else if (states.every((kind) => kind === 'failed')) reject(this.#failures());
      };
      subscriptions.add(this.onDidChange(look));
      subscriptions.add(
        clock.after(firstLiveMs, () => {
          reject(this.#failures());
        }),
      );
      look();
    });
    return orAborted(live, signal).finally(() => subscriptions.close());
  }

  #failures(): RpcError {
    const texts = [...this.#targets.values()].map(({ destination: { id, name } }) => {
      const failure = failureOf(this.#states.get(id));
      return `${name}: ${failure ? failureText(failure) : `not live within ${firstLiveMs / 1000} s.`}`;
    });
    return new RpcError('unavailable', `Nothing went live. ${texts.join(' ')}`, 'destinations');
  }

  #become(state: BroadcastState): void {
    this.#state = state;
    this.#changed.emit();
  }
}

function failureOf(state: DestinationState | undefined): DestinationFailure | null {
  return state?.kind === 'failed' || state?.kind === 'reconnecting' ? state.failure : null;
}

/** The engine redacts what it tells; a key must not show even where it forgot to. */
function withoutKey(state: DestinationState, key: Secret): DestinationState {
  if (state.kind !== 'failed' && state.kind !== 'reconnecting') return state;
  return { ...state, failure: { ...state.failure, detail: redact(state.failure.detail, [key]) } };
}

/** `work`, or a rejection with the signal's reason; `work` then goes on unheard. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
