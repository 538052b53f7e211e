import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Secret } from '#shared/lib/secret.ts';
import type { RtmpClientEvent } from '#shared/protocol/rtmp-client-session.ts';
import { RtmpClientSession } from '#shared/protocol/rtmp-client-session.ts';
import { RtmpError } from '#shared/protocol/rtmp-message.ts';
import type { PacketSubscription } from '../../hub/packet-hub.ts';
import type { RtmpDestination } from '../destination-url.ts';
import { secretsOf } from '../destination-url.ts';
import type { ConnectSocket } from './connect-socket.ts';
import { MediaSender } from './media-sender.ts';
import type { RtmpEnding, RtmpStep } from './rtmp-failure.ts';
import {
  closedEnding,
  protocolEnding,
  rejectedEnding,
  socketEnding,
  timeoutEnding,
  unsupportedCodecEnding,
} from './rtmp-failure.ts';
import type { RtmpTimeline } from './rtmp-timeline.ts';
import { SocketWriter } from './socket-writer.ts';
import { StallWatch } from './stall-watch.ts';

/** How long each step may take, milliseconds. */
export interface RtmpTimeouts {
  /** Name lookup and TCP together. */
  readonly tcpMs: number;
  readonly tlsMs: number;
  /** C0C1 to S0S1, and again C2 to S2. */
  readonly handshakeMs: number;
  /** `connect`, `createStream`, `publish`: each. */
  readonly commandMs: number;
  /** The kernel takes no byte while some wait. */
  readonly stallMs: number;
  /** Saying goodbye. */
  readonly goodbyeMs: number;
}

export const defaultRtmpTimeouts: RtmpTimeouts = {
  tcpMs: 5000,
  tlsMs: 5000,
  handshakeMs: 5000,
  commandMs: 5000,
  stallMs: 10_000,
  goodbyeMs: 1000,
};

const stepLimits: Readonly<Record<Exclude<RtmpStep, 'live'>, keyof RtmpTimeouts>> = {
  dns: 'tcpMs',
  tcp: 'tcpMs',
  tls: 'tlsMs',
  C0C1: 'handshakeMs',
  C2: 'handshakeMs',
  connect: 'commandMs',
  createStream: 'commandMs',
  publish: 'commandMs',
};

/** What may sit in this process's socket buffer; the queue's age is honest to as much. */
const lowWaterBytes = 64 * 1024;

/** A server may accept and hang up at once: that is a failed attempt. */
const settledUs = 5_000_000;

export interface RtmpConnectionOptions {
  readonly destination: RtmpDestination;
  readonly packets: PacketSubscription;
  readonly timeline: RtmpTimeline;
  readonly clock: Clock;
  readonly connectSocket: ConnectSocket;
  readonly timeouts: RtmpTimeouts;
}

/** One attempt: one socket from lookup to its end. Owns socket, timers and sender; not the packets. */
export class RtmpConnection implements Closable {
  readonly #options: RtmpConnectionOptions;
  readonly #secrets: readonly Secret[];
  readonly #socket: Socket;
  readonly #session: RtmpClientSession;
  readonly #writer: SocketWriter;
  readonly #sender: MediaSender;
  readonly #didEnterStep = new Emitter<RtmpStep>();
  readonly #didEnd = new Emitter<RtmpEnding>();
  readonly #socketClosed: Promise<void>;
  #step: RtmpStep;
  #stepTimer: Closable | undefined;
  #stallWatch: Closable | undefined;
  #liveSinceUs: number | undefined;
  #isEnded = false;

  constructor(options: RtmpConnectionOptions) {
    this.#options = options;
    const { destination, packets, timeline, connectSocket } = options;
    this.#secrets = secretsOf(destination);
    this.#session = new RtmpClientSession({ ...destination, random: randomBytes });
    this.#step = isIP(destination.host) ? 'tcp' : 'dns';
    this.#socket = connectSocket(destination);
    this.#writer = new SocketWriter(this.#socket, lowWaterBytes);
    this.#sender = new MediaSender(this.#session, this.#writer, packets, timeline);
    this.#socketClosed = new Promise((resolve) => {
      this.#socket.once('close', () => {
        resolve();
      });
    });
    this.#listen(destination.secure);
  }

  readonly onDidEnterStep = this.#didEnterStep.event;
  /** Fires at most once, and not when this side closed it. */
  readonly onDidEnd = this.#didEnd.event;

  get step(): RtmpStep {
    return this.#step;
  }

  /** Whether it was live for long enough to count as a success. */
  get isSettled(): boolean {
    if (this.#liveSinceUs === undefined) return false;
    return this.#options.clock.nowUs() - this.#liveSinceUs >= settledUs;
  }

  get bytesSent(): number {
    return this.#writer.acceptedBytes;
  }

  get bytesAcknowledged(): number | null {
    const said = this.#session.bytesAcknowledged;
    return said === null ? null : Math.min(said, this.bytesSent);
  }

  /** What was taken from the subscription and not yet by the kernel. */
  get queueMs(): number {
    return this.#sender.queueMs;
  }

  get framesSent(): number {
    return this.#sender.framesSent;
  }

  /** Pictures taken from the subscription that a broken connection did not send. */
  get framesUnsent(): number {
    return this.#sender.framesUnsent;
  }

  /** Sends what is queued, says goodbye, and closes, within `goodbyeMs`. */
  async finish(): Promise<void> {
    if (this.#step === 'live' && !this.#isEnded) {
      this.#isEnded = true;
      await this.#sayGoodbye();
    }
    this.close();
    await this.#socketClosed;
  }

  close(): void {
    this.#isEnded = true;
    this.#release();
    this.#didEnterStep.close();
    this.#didEnd.close();
  }

  async #sayGoodbye(): Promise<void> {
    const { clock, timeouts } = this.#options;
    let timer: Closable | undefined;
    const timeIsUp = new Promise<void>((resolve) => {
      timer = clock.after(timeouts.goodbyeMs, resolve);
    });
    const whole = async (): Promise<void> => {
      await this.#sender.drain();
      this.#writer.write(this.#session.finish());
      await this.#writer.drained();
      this.#socket.end();
      await this.#socketClosed;
    };
    await Promise.race([timeIsUp, whole(), this.#socketClosed]);
    timer?.close();
  }

  #release(): void {
    this.#stepTimer?.close();
    this.#stallWatch?.close();
    this.#sender.close();
    this.#socket.destroy();
  }

  #listen(secure: boolean): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    this.#armStepTimer();
    socket.on('lookup', (error: Error | null) => {
      if (!error && this.#step === 'dns') this.#enter('tcp');
    });
    const handshake = (): void => {
      this.#writer.write(this.#session.start());
      this.#enter('C0C1');
    };
    if (secure) socket.once('secureConnect', handshake);
    socket.once('connect', () => {
      if (secure) this.#enter('tls');
      else handshake();
    });
    socket.on('data', (bytes: Uint8Array) => {
      this.#receive(bytes);
    });
    socket.on('error', (error) => {
      this.#end(socketEnding(error, this.#step, this.#secrets));
    });
    socket.once('end', () => {
      this.#end(closedEnding(this.#step, this.isSettled));
    });
    socket.once('close', () => {
      this.#end(closedEnding(this.#step, this.isSettled));
    });
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isEnded) return;
    try {
      const output = this.#session.receive(bytes);
      this.#writer.write(output.bytes);
      for (const event of output.events) this.#handle(event);
    } catch (error) {
      if (!(error instanceof RtmpError)) throw error;
      this.#end(protocolEnding(this.#step, error));
    }
  }

  #handle(event: RtmpClientEvent): void {
    if (event.kind === 'rejected') this.#end(rejectedEnding(event, this.#secrets));
    else this.#enter(event.step);
  }

  #enter(step: RtmpStep): void {
    if (this.#isEnded) return;
    this.#step = step;
    this.#armStepTimer();
    this.#didEnterStep.emit(step);
    if (step === 'live') this.#beginMedia();
  }

  #beginMedia(): void {
    this.#liveSinceUs = this.#options.clock.nowUs();
    const { clock, timeouts } = this.#options;
    const onStall = (): void => {
      this.#end(timeoutEnding('live', timeouts.stallMs));
    };
    this.#stallWatch = new StallWatch(clock, this.#writer, timeouts.stallMs, onStall);
    this.#sender.onDidRefuseCodec((codec) => {
      this.#end(unsupportedCodecEnding(codec));
    });
    this.#sender.start();
  }

  #armStepTimer(): void {
    this.#stepTimer?.close();
    const step = this.#step;
    if (step === 'live') return;
    const limitMs = this.#options.timeouts[stepLimits[step]];
    this.#stepTimer = this.#options.clock.after(limitMs, () => {
      this.#end(timeoutEnding(step, limitMs));
    });
  }

  #end(ending: RtmpEnding): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#release();
    this.#didEnd.emit(ending);
  }
}
