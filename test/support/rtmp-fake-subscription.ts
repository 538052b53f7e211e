import { Emitter } from '#shared/lib/emitter.ts';
import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';
import type { PacketSubscription } from '#engine/hub/packet-hub.ts';

/** A whole packet subscription for one consumer, filled by hand. */
export class FakePacketSubscription implements PacketSubscription {
  readonly #limitMs: number;
  readonly #didFill = new Emitter<void>();
  #queue: MediaPacket[] = [];
  #awaitsKeyFrame = true;
  #isClosed = false;
  #framesDropped = 0;
  format: ProgramFormat | null;
  /** How often the encoder was asked for a key frame. */
  keyFrameRequests = 0;

  constructor(format: ProgramFormat | null, limitMs = Infinity) {
    this.format = format;
    this.#limitMs = limitMs;
  }

  readonly onDidFill = this.#didFill.event;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  get queueMs(): number {
    const [oldest] = this.#queue;
    const newest = this.#queue.at(-1);
    return oldest && newest ? Math.max(0, newest.timestampUs - oldest.timestampUs) / 1000 : 0;
  }

  get framesDropped(): number {
    return this.#framesDropped;
  }

  push(packet: MediaPacket): void {
    if (this.#isClosed) return;
    if (packet.kind === 'video' && packet.isKey) this.#awaitsKeyFrame = false;
    if (packet.kind === 'video' && this.#awaitsKeyFrame) {
      this.#framesDropped += 1;
      return;
    }
    this.#queue.push(packet);
    if (this.queueMs > this.#limitMs) this.#dropGroups();
    if (this.#queue.length === 1) this.#didFill.emit();
  }

  shift(): MediaPacket | undefined {
    return this.format ? this.#queue.shift() : undefined;
  }

  skipToKeyFrame(): void {
    const key = this.#newestKeyFrame();
    if (key >= 0) {
      this.#keep((_, index) => index >= key);
      return;
    }
    this.#keep(() => false);
    this.#awaitsKeyFrame = true;
    this.keyFrameRequests += 1;
  }

  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    this.#didFill.close();
  }

  #dropGroups(): void {
    const key = this.#newestKeyFrame();
    if (key < 0) this.#awaitsKeyFrame = true;
    this.#keep((packet, index) => packet.kind === 'audio' || (key >= 0 && index >= key));
  }

  #newestKeyFrame(): number {
    return this.#queue.findLastIndex((packet) => packet.kind === 'video' && packet.isKey);
  }

  #keep(accepts: (packet: MediaPacket, index: number) => boolean): void {
    const kept = this.#queue.filter(accepts);
    const videos = (packets: readonly MediaPacket[]): number =>
      packets.filter((packet) => packet.kind === 'video').length;
    this.#framesDropped += videos(this.#queue) - videos(kept);
    this.#queue = kept;
  }
}
