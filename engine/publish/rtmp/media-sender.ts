import type { Closable } from '#shared/lib/closable.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { MediaPacket } from '#shared/model/packet.ts';
import type { RtmpClientSession } from '#shared/protocol/rtmp-client-session.ts';
import type { PacketSubscription } from '../../hub/packet-hub.ts';
import { MediaEncoder, unsupportedCodec } from './media-encoder.ts';
import type { FormattedPacket } from './packet-interleaver.ts';
import { PacketInterleaver } from './packet-interleaver.ts';
import type { RtmpTimeline } from './rtmp-timeline.ts';
import type { SocketWriter } from './socket-writer.ts';

interface InFlight {
  /** The writer's count after which the kernel has the whole packet. */
  readonly endsAtByte: number;
  readonly packet: MediaPacket;
}

/** Pulls packets and writes them while the socket's buffer is low: all else waits in the hub. */
export class MediaSender implements Closable {
  readonly #writer: SocketWriter;
  readonly #packets: PacketSubscription;
  readonly #encoder: MediaEncoder;
  readonly #interleaver = new PacketInterleaver();
  readonly #inFlight: InFlight[] = [];
  readonly #didRefuseCodec = new Emitter<string>();
  readonly #didDrain = new Emitter<void>();
  readonly #subscriptions: Closable[] = [];
  #newestUs = 0;
  #framesPulled = 0;
  #framesSent = 0;
  #isDraining = false;

  constructor(
    session: RtmpClientSession,
    writer: SocketWriter,
    packets: PacketSubscription,
    timeline: RtmpTimeline,
  ) {
    this.#writer = writer;
    this.#packets = packets;
    this.#encoder = new MediaEncoder(session, timeline);
  }

  /** The program has a codec that cannot be sent; nothing more will be. */
  readonly onDidRefuseCodec = this.#didRefuseCodec.event;

  get framesSent(): number {
    return this.#framesSent;
  }

  get framesUnsent(): number {
    return this.#framesPulled - this.#framesSent;
  }

  get queueMs(): number {
    const [oldest] = this.#inFlight;
    const writtenMs = oldest ? (this.#newestUs - oldest.packet.timestampUs) / 1000 : 0;
    return Math.max(0, writtenMs) + this.#interleaver.spanMs;
  }

  start(): void {
    const pump = (): void => {
      this.#pump();
    };
    this.#subscriptions.push(this.#packets.onDidFill(pump), this.#writer.onDidAccept(pump));
    pump();
  }

  /** Resolves when all that is queued was written. */
  drain(): Promise<void> {
    this.#isDraining = true;
    const drained = new Promise<void>((resolve) => {
      this.#didDrain.event(resolve);
    });
    this.#pump();
    return drained;
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.close();
    this.#didRefuseCodec.close();
    this.#didDrain.close();
  }

  #pump(): void {
    this.#settle();
    while (this.#writer.isLow) {
      const next = this.#next();
      if (!next) {
        if (this.#isDraining) this.#didDrain.emit();
        return;
      }
      if (!this.#send(next)) return;
    }
  }

  #next(): FormattedPacket | undefined {
    for (;;) {
      const ready = this.#interleaver.shift();
      if (ready) return ready;
      const packet = this.#packets.shift();
      // The format is that of this packet, and may be another after the next.
      const { format } = this.#packets;
      if (!packet || !format) return this.#isDraining ? this.#interleaver.flush() : undefined;
      if (packet.kind === 'video') this.#framesPulled += 1;
      this.#interleaver.push({ packet, format });
    }
  }

  #send({ packet, format }: FormattedPacket): boolean {
    const unsupported = unsupportedCodec(format);
    if (unsupported !== null) {
      this.#didRefuseCodec.emit(unsupported);
      return false;
    }
    const bytes = this.#encoder.encode(packet, format);
    if (!bytes) return true;
    this.#newestUs = packet.timestampUs;
    this.#writer.write(bytes);
    this.#inFlight.push({ endsAtByte: this.#writer.writtenBytes, packet });
    return true;
  }

  /** Counts what the kernel has whole by now. */
  #settle(): void {
    for (;;) {
      const [oldest] = this.#inFlight;
      if (!oldest || oldest.endsAtByte > this.#writer.acceptedBytes) return;
      this.#inFlight.shift();
      if (oldest.packet.kind === 'video') this.#framesSent += 1;
    }
  }
}
