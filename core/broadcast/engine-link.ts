import type { z } from 'zod';
import type { engineService } from '#shared/contract/engine.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Engine, EngineState } from '../engine-supervisor/engine-supervisor.ts';
import { deadline } from '../lib/deadline.ts';

/** What is needed of the supervisor. */
export interface EngineSource {
  readonly state: EngineState;
  readonly onDidChange: Event<EngineState>;
  start(): void;
}

type EngineEvents = (typeof engineService)['events'];
type Told<E extends keyof EngineEvents> = z.output<EngineEvents[E]>;

export interface EngineLoss {
  readonly detail: string;
  /** It is not started again. */
  readonly isFinal: boolean;
}

const startMs = 10_000;

/** The engine over its restarts: the events of whichever runs, and when one comes and goes. */
export class EngineLink implements Closable {
  readonly #destination = new Emitter<Told<'onDidChangeDestination'>>();
  readonly #recording = new Emitter<Told<'onDidChangeRecording'>>();
  readonly #sample = new Emitter<Told<'onDidSample'>>();
  readonly #started = new Emitter<Engine>();
  readonly #lost = new Emitter<EngineLoss>();
  readonly onDidChangeDestination = this.#destination.event;
  readonly onDidChangeRecording = this.#recording.event;
  readonly onDidSample = this.#sample.event;
  readonly onDidStart = this.#started.event;
  readonly onDidLose = this.#lost.event;
  readonly #source: EngineSource;
  readonly #clock: Clock;
  readonly #subscription: Closable;
  #subscriptions = new ClosableStack();

  constructor(source: EngineSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
    this.#subscription = source.onDidChange((state) => {
      this.#follow(state);
    });
    this.#follow(source.state);
  }

  /** The running engine, or null. */
  get engine(): Engine | null {
    const { state } = this.#source;
    return state.kind === 'running' ? state.engine : null;
  }

  /** The running engine, started where it must be. Rejects with `unavailable`. */
  ready(): Promise<Engine> {
    this.#source.start();
    const { engine } = this;
    if (engine) return Promise.resolve(engine);
    const subscriptions = new ClosableStack();
    const started = new Promise<Engine>((resolve, reject) => {
      subscriptions.add(this.onDidStart(resolve));
      subscriptions.add(
        this.onDidLose(({ detail, isFinal }) => {
          if (isFinal) reject(new RpcError('unavailable', detail));
        }),
      );
    });
    return deadline(started, startMs, this.#clock, 'starting the media engine').finally(() =>
      subscriptions.close(),
    );
  }

  close(): void {
    this.#subscription.close();
    void this.#subscriptions.close();
  }

  #follow(state: EngineState): void {
    void this.#subscriptions.close();
    this.#subscriptions = new ClosableStack();
    if (state.kind === 'running') {
      const { engine } = state;
      this.#subscriptions.add(
        engine.onDidChangeDestination((value) => {
          this.#destination.emit(value);
        }),
      );
      this.#subscriptions.add(
        engine.onDidChangeRecording((value) => {
          this.#recording.emit(value);
        }),
      );
      this.#subscriptions.add(
        engine.onDidSample((value) => {
          this.#sample.emit(value);
        }),
      );
      this.#started.emit(engine);
    } else if (state.kind === 'restarting') {
      this.#lost.emit({ detail: 'The media engine is started again.', isFinal: false });
    } else if (state.kind === 'failed') {
      this.#lost.emit({ detail: state.detail, isFinal: true });
    }
  }
}
