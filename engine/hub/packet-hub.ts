import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';
import { KeyFrameRequester } from './key-frame-requester.ts';
import { PacketQueue } from './packet-queue.ts';

/**
 * A consumer's own queue on the hub, pulled by the consumer. Bounded in milliseconds of media; at the
 * limit whole groups of pictures are left out from the oldest that was not begun, sound stays (law 3).
 * The first video packet after a gap is a key frame.
 */
export interface PacketSubscription extends Closable {
  /** The oldest packet, or undefined when there is none. */
  shift(): MediaPacket | undefined;
  /** A packet was pushed onto an empty queue. */
  readonly onDidFill: Event<void>;
  /**
   * The program's format; null until encoders spoke. `shift()` never gives a packet before it is known.
   * It is that of the packet that `shift()` gave last, so it changes exactly at the key frame that
   * needs the new one; before the first, that of the packet to come.
   */
  readonly format: ProgramFormat | null;
  /** Newest minus oldest timestamp. */
  readonly queueMs: number;
  /** Pictures left out since the first key frame. */
  readonly framesDropped: number;
  /** Leaves out everything up to the newest key frame, asking for one if none is queued: after a reconnect. */
  skipToKeyFrame(): void;
}

export interface PacketHubOptions {
  readonly clock: Clock;
}

/**
 * Fans the program's packets out to consumers, by reference: a packet's bytes are copied for nobody
 * and must not be written to.
 */
export class PacketHub implements Closable {
  readonly #queues = new Set<PacketQueue>();
  readonly #keyFrameNeeded = new Emitter<void>();
  readonly #requester: KeyFrameRequester;
  #format: ProgramFormat | null = null;
  #lastKeyUs: number | undefined;
  #gopMs = Infinity;
  /** A consumer needs a key frame from the encoder. At most twice a second. */
  readonly onDidRequestKeyFrame = this.#keyFrameNeeded.event;

  constructor({ clock }: PacketHubOptions) {
    this.#requester = new KeyFrameRequester(clock, () => {
      this.#keyFrameNeeded.emit();
    });
  }

  get format(): ProgramFormat | null {
    return this.#format;
  }

  /** Says what the packets from now on are; after a change the next picture must be a key frame. */
  setFormat(format: ProgramFormat): void {
    const isFirst = this.#format === null;
    this.#format = format;
    if (isFirst) return;
    for (const queue of this.#queues) queue.expectKeyFrame();
  }

  /** Packets that come before the format are left out. */
  publish(packet: MediaPacket): void {
    if (!this.#format) return;
    if (packet.kind === 'video' && packet.isKey) {
      this.#requester.satisfy();
      if (this.#lastKeyUs !== undefined)
        this.#gopMs = (packet.timestampUs - this.#lastKeyUs) / 1000;
      this.#lastKeyUs = packet.timestampUs;
    }
    const entry = { packet, format: this.#format };
    for (const queue of this.#queues) queue.push(entry, this.#gopMs);
  }

  /** @param options.limitMs Media the consumer may be behind: 2000 suits a publisher, 10,000 a recorder. */
  subscribe({ limitMs }: { readonly limitMs: number }): PacketSubscription {
    const queue = new PacketQueue({
      limitMs,
      currentFormat: () => this.#format,
      requestKeyFrame: () => {
        this.#requester.request();
      },
      onClose: (closed) => this.#queues.delete(closed),
    });
    this.#queues.add(queue);
    this.#requester.request();
    return queue;
  }

  requestKeyFrame(): void {
    this.#requester.request();
  }

  close(): void {
    this.#requester.close();
    for (const queue of [...this.#queues]) queue.close();
    this.#keyFrameNeeded.close();
  }
}
