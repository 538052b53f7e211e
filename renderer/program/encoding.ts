import type { EncoderCapability } from '#shared/contract/producer.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter, once, type Event } from '#shared/lib/emitter.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { FromCompositor, ToCompositor } from '../compositor/messages.ts';

export interface EncodingOptions {
  readonly post: (message: ToCompositor) => void;
  readonly onDidReceive: Event<FromCompositor>;
  readonly clock: Clock;
}

const startTimeoutMs = 20_000;
const probeTimeoutMs = 60_000;

/** The producer service's requests to the compositor worker, each with its answer. */
export class Encoding implements Closable {
  readonly #options: EncodingOptions;
  readonly #failed = new Emitter<{ readonly detail: string }>();
  readonly #subscription: Closable;
  /** What is encoded, or being started; a new worker goes on with it. */
  #output: OutputSettings | undefined;
  #hasStarted = false;
  #bitrateKbps: number | undefined;

  readonly onDidFail = this.#failed.event;

  constructor(options: EncodingOptions) {
    this.#options = options;
    this.#subscription = options.onDidReceive((message) => {
      if (message.kind !== 'encoding-failed' || !this.#hasStarted) return;
      this.#hasStarted = false;
      this.#output = undefined;
      this.#failed.emit({ detail: message.detail });
    });
  }

  get isOn(): boolean {
    return this.#output !== undefined;
  }

  /** Resolves at the first packet. Rejects with `unavailable`, `timeout` or `cancelled`. */
  async start(
    output: OutputSettings,
    signal: AbortSignal,
  ): Promise<{ codecString: string; acceleration: string }> {
    if (this.#output) throw new RpcError('conflict', 'The program is being encoded already.');
    this.#output = output;
    this.#bitrateKbps = undefined;
    try {
      const answer = await this.#ask(
        { kind: 'start-encoding', output },
        (message) => message.kind === 'encoding-started' || message.kind === 'encoding-failed',
        startTimeoutMs,
        signal,
      );
      if (answer.kind === 'encoding-started') {
        this.#hasStarted = true;
        return { codecString: answer.codecString, acceleration: answer.acceleration };
      }
      const detail = answer.kind === 'encoding-failed' ? answer.detail : '';
      throw new RpcError('unavailable', `The encoder did not start: ${detail}`);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    this.#output = undefined;
    this.#hasStarted = false;
    this.#options.post({ kind: 'stop-encoding' });
  }

  setVideoBitrate(bitrateKbps: number): void {
    this.#bitrateKbps = bitrateKbps;
    this.#options.post({ kind: 'set-video-bitrate', bitrateKbps });
  }

  /** Tells a new worker what the last one was doing. */
  resume(): void {
    if (!this.#output) return;
    this.#options.post({ kind: 'start-encoding', output: this.#output });
    if (this.#bitrateKbps !== undefined) this.setVideoBitrate(this.#bitrateKbps);
  }

  async probe(signal: AbortSignal): Promise<EncoderCapability[]> {
    const answer = await this.#ask(
      { kind: 'probe-encoders' },
      (message) => message.kind === 'encoders',
      probeTimeoutMs,
      signal,
    );
    return answer.kind === 'encoders' ? [...answer.encoders] : [];
  }

  async grab(): Promise<Blob> {
    const answer = await this.#ask(
      { kind: 'grab' },
      (message) => message.kind === 'grabbed',
      startTimeoutMs,
    );
    if (answer.kind === 'grabbed') return answer.png;
    throw new RpcError('unavailable', 'No picture came.');
  }

  close(): void {
    this.#subscription.close();
    this.#failed.close();
  }

  async #ask(
    request: ToCompositor,
    isAnswer: (message: FromCompositor) => boolean,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<FromCompositor> {
    const abort = new AbortController();
    const cancel = (): void => {
      abort.abort(new RpcError('cancelled', `${request.kind} was cancelled.`));
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const timer = this.#options.clock.after(timeoutMs, () => {
      abort.abort(
        new RpcError('timeout', `${request.kind}: no answer within ${timeoutMs / 1000} s.`),
      );
    });
    try {
      signal?.throwIfAborted();
      const answer = once(this.#options.onDidReceive, isAnswer, abort.signal);
      this.#options.post(request);
      return await answer;
    } finally {
      timer.close();
      signal?.removeEventListener('abort', cancel);
    }
  }
}
