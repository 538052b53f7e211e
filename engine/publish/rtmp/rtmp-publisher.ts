import type { BackoffOptions } from '#shared/lib/backoff.ts';
import { backoffDelayMs, reconnectBackoff } from '#shared/lib/backoff.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Secret } from '#shared/lib/secret.ts';
import type { DestinationSample, DestinationState } from '#shared/model/broadcast.ts';
import { DestinationUrlError } from '#shared/model/destination-url.ts';
import type { RtmpDestination } from '../destination-url.ts';
import { parseDestination } from '../destination-url.ts';
import type { Publisher, PublisherOptions } from '../publisher.ts';
import type { ConnectSocket } from './connect-socket.ts';
import { createConnectSocket } from './connect-socket.ts';
import { unsupportedCodec } from './media-encoder.ts';
import { PublishCounters } from './publish-counters.ts';
import type { RtmpTimeouts } from './rtmp-connection.ts';
import { RtmpConnection, defaultRtmpTimeouts } from './rtmp-connection.ts';
import type { RtmpEnding, RtmpStep } from './rtmp-failure.ts';
import { badUrlEnding, unsupportedCodecEnding } from './rtmp-failure.ts';
import { RtmpTimeline } from './rtmp-timeline.ts';

export interface RtmpPublisherOptions extends PublisherOptions {
  readonly url: string;
  /** Empty when the address ends in it. */
  readonly streamKey: Secret;
  readonly clock?: Clock;
  readonly connectSocket?: ConnectSocket;
  readonly timeouts?: RtmpTimeouts;
  readonly backoff?: BackoffOptions;
  /** 0 to 1, for the back-off's jitter. */
  readonly random?: () => number;
}

/** RTMP and RTMPS: connects, reconnects with back-off as long as it runs, and keeps one timeline. */
export class RtmpPublisher implements Publisher {
  readonly id: string;
  readonly #options: Required<RtmpPublisherOptions>;
  readonly #didChangeState = new Emitter<DestinationState>();
  readonly #timeline = new RtmpTimeline();
  readonly #counters: PublishCounters;
  #state: DestinationState = { kind: 'idle' };
  #connection: RtmpConnection | undefined;
  #retryTimer: Closable | undefined;
  #attempt = 0;
  #timesLive = 0;
  #closing: Promise<void> | undefined;

  constructor(options: RtmpPublisherOptions) {
    this.id = options.id;
    this.#options = {
      clock: systemClock,
      connectSocket: createConnectSocket(),
      timeouts: defaultRtmpTimeouts,
      backoff: reconnectBackoff,
      random: Math.random,
      ...options,
    };
    this.#counters = new PublishCounters(this.#options.clock, options.packets);
  }

  readonly onDidChangeState = this.#didChangeState.event;

  get state(): DestinationState {
    return this.#state;
  }

  start(): void {
    if (this.#state.kind === 'idle') this.#connect();
  }

  retry(): void {
    if (this.#state.kind !== 'failed' && this.#state.kind !== 'reconnecting') return;
    this.#attempt = 0;
    this.#connect();
  }

  sample(): DestinationSample {
    const reconnects = Math.max(0, this.#timesLive - 1);
    return {
      id: this.id,
      state: this.#state,
      ...this.#counters.sample(this.#connection),
      reconnects,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#retryTimer?.close();
    await this.#connection?.finish();
    this.#dropConnection();
    this.#options.packets.close();
    this.#change({ kind: 'idle' });
    this.#didChangeState.close();
  }

  #connect(): void {
    if (this.#closing) return;
    this.#retryTimer?.close();
    this.#dropConnection();
    const { packets, clock, connectSocket, timeouts } = this.#options;
    const unsupported = packets.format ? unsupportedCodec(packets.format) : null;
    if (unsupported !== null) {
      this.#end(unsupportedCodecEnding(unsupported));
      return;
    }
    const destination = this.#parse();
    if (!destination) return;
    const connection = new RtmpConnection({
      destination,
      packets,
      timeline: this.#timeline,
      clock,
      connectSocket,
      timeouts,
    });
    this.#connection = connection;
    connection.onDidEnterStep((step) => {
      this.#enter(step);
    });
    connection.onDidEnd((ending) => {
      this.#end(ending);
    });
    this.#change({ kind: 'connecting', step: connection.step });
  }

  #parse(): RtmpDestination | undefined {
    try {
      return parseDestination(this.#options.url, this.#options.streamKey);
    } catch (error) {
      if (!(error instanceof DestinationUrlError)) throw error;
      this.#end(badUrlEnding(error.message));
      return undefined;
    }
  }

  #enter(step: RtmpStep): void {
    if (this.#closing) return;
    if (step !== 'live') {
      this.#change({ kind: 'connecting', step });
      return;
    }
    // The first time, what was encoded meanwhile still belongs to the stream.
    if (this.#timesLive > 0) this.#options.packets.skipToKeyFrame();
    this.#timesLive += 1;
    this.#change({ kind: 'live', sinceMs: this.#options.clock.wallMs() });
  }

  #end(ending: RtmpEnding): void {
    const wasSettled = this.#connection?.isSettled === true;
    this.#dropConnection();
    if (this.#closing) return;
    const { failure } = ending;
    const { clock, backoff, random } = this.#options;
    // Once live, a "no" may only mean that the server still holds the connection we lost.
    const isPermanent =
      ending.isPermanent && (this.#timesLive === 0 || failure.reason !== 'publish-rejected');
    if (isPermanent) {
      this.#change({ kind: 'failed', failure });
      return;
    }
    this.#attempt = wasSettled ? 1 : this.#attempt + 1;
    const delayMs = backoffDelayMs(this.#attempt, random, backoff);
    this.#retryTimer = clock.after(delayMs, () => {
      this.#connect();
    });
    const nextRetryAtMs = clock.wallMs() + delayMs;
    this.#change({ kind: 'reconnecting', attempt: this.#attempt, nextRetryAtMs, failure });
  }

  #dropConnection(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = undefined;
    this.#counters.keep(connection);
    connection.close();
  }

  #change(state: DestinationState): void {
    this.#state = state;
    this.#didChangeState.emit(state);
  }
}
