import { Emitter } from '#shared/lib/emitter.ts';
import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';
import type { PacketSubscription } from './packet-hub.ts';

/** A packet and the format it was made with; one object, shared by all queues. */
export interface QueuedPacket {
  readonly packet: MediaPacket;
  readonly format: ProgramFormat;
}

export interface PacketQueueOptions {
  readonly limitMs: number;
  readonly currentFormat: () => ProgramFormat | null;
  readonly requestKeyFrame: () => void;
  readonly onClose: (queue: PacketQueue) => void;
}

/**
 * One consumer's queue. A group of pictures is begun once the consumer took its key frame; what is
 * left of it goes only when the queue is over its limit by another group, all of it at once, and then
 * the oldest sound goes with it: a consumer that takes nothing must not grow without bound (law 4).
 */
export class PacketQueue implements PacketSubscription {
  readonly #filled = new Emitter<void>();
  readonly onDidFill = this.#filled.event;
  readonly #options: PacketQueueOptions;
  #entries: QueuedPacket[] = [];
  #head = 0;
  #format: ProgramFormat | null = null;
  #newestUs = -Infinity;
  /** Sum of the durations of the pictures queued. */
  #videoUs = 0;
  #framesDropped = 0;
  #needsKeyFrame = true;
  #hasBegun = false;
  #isClosed = false;

  constructor(options: PacketQueueOptions) {
    this.#options = options;
  }

  get format(): ProgramFormat | null {
    return this.#format ?? this.#entries[this.#head]?.format ?? this.#options.currentFormat();
  }

  get framesDropped(): number {
    return this.#framesDropped;
  }

  get queueMs(): number {
    const oldest = this.#entries[this.#head];
    return oldest ? (this.#newestUs - oldest.packet.timestampUs) / 1000 : 0;
  }

  shift(): MediaPacket | undefined {
    const entry = this.#entries[this.#head];
    if (!entry) return undefined;
    this.#head += 1;
    this.#videoUs -= videoUsOf(entry);
    if (this.#head === this.#entries.length) {
      this.#entries = [];
      this.#head = 0;
    } else if (this.#head >= compactAt) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    this.#format = entry.format;
    return entry.packet;
  }

  /** `gopMs`: the length of the program's last whole group of pictures. */
  push(entry: QueuedPacket, gopMs: number): void {
    if (this.#isClosed) return;
    const { packet } = entry;
    if (packet.kind === 'video') {
      if (this.#needsKeyFrame && !packet.isKey) {
        // What came before a new consumer's first key frame was never meant for it.
        if (this.#hasBegun) this.#framesDropped += 1;
        return;
      }
      this.#needsKeyFrame = false;
      this.#hasBegun = true;
    }
    const wasEmpty = this.#head === this.#entries.length;
    this.#entries.push(entry);
    this.#videoUs += videoUsOf(entry);
    this.#newestUs = wasEmpty ? packet.timestampUs : Math.max(this.#newestUs, packet.timestampUs);
    this.#keepLimit(gopMs);
    if (wasEmpty && this.#entries.length > 0) this.#filled.emit();
  }

  /** The next picture has other parameters: nothing before its key frame can be decoded with them. */
  expectKeyFrame(): void {
    this.#needsKeyFrame = true;
  }

  skipToKeyFrame(): void {
    const key = this.#entries.findLastIndex(isKeyFrame);
    if (key >= this.#head) {
      this.#keepFrom(key);
      return;
    }
    this.#keepFrom(this.#entries.length);
    this.#needsKeyFrame = true;
    this.#options.requestKeyFrame();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#entries = [];
    this.#head = 0;
    this.#options.onClose(this);
    this.#filled.close();
  }

  #keepLimit(gopMs: number): void {
    const { limitMs } = this.#options;
    // Pictures left out stay in `queueMs` until the consumer has passed them; they are not lost twice.
    if (this.#videoUs / 1000 > limitMs) this.#dropOldestGroupNotBegun();
    if (this.queueMs > limitMs + Math.min(limitMs, gopMs)) this.#dropStale();
  }

  #dropOldestGroupNotBegun(): void {
    const first = this.#entries.findIndex(
      (entry, index) => index >= this.#head && isKeyFrame(entry),
    );
    if (first < 0) return;
    const next = this.#entries.findIndex((entry, index) => index > first && isKeyFrame(entry));
    if (next < 0) this.#needsKeyFrame = true;
    const end = next < 0 ? this.#entries.length : next;
    this.#dropWhere(
      ({ packet }, index) => packet.kind === 'video' && index >= first && index < end,
    );
  }

  /** Everything older than the limit, and the pictures that hang on it. */
  #dropStale(): void {
    const oldestUs = this.#newestUs - this.#options.limitMs * 1000;
    const key = this.#entries.findIndex(
      (entry, index) =>
        index >= this.#head && isKeyFrame(entry) && entry.packet.timestampUs >= oldestUs,
    );
    if (key < 0) this.#needsKeyFrame = true;
    this.#dropWhere(({ packet }, index) =>
      packet.kind === 'video' ? key < 0 || index < key : packet.timestampUs < oldestUs,
    );
  }

  #dropWhere(isDropped: (entry: QueuedPacket, index: number) => boolean): void {
    this.#replace(
      this.#entries.filter((entry, index) => index >= this.#head && !isDropped(entry, index)),
    );
  }

  #keepFrom(index: number): void {
    this.#replace(this.#entries.slice(index));
  }

  #replace(kept: QueuedPacket[]): void {
    this.#framesDropped += countVideo(this.#entries.slice(this.#head)) - countVideo(kept);
    this.#entries = kept;
    this.#head = 0;
    this.#videoUs = kept.reduce((sum, entry) => sum + videoUsOf(entry), 0);
    this.#newestUs = kept.reduce(
      (newest, { packet }) => Math.max(newest, packet.timestampUs),
      -Infinity,
    );
  }
}

const compactAt = 256;

function isKeyFrame({ packet }: QueuedPacket): boolean {
  return packet.kind === 'video' && packet.isKey;
}

function videoUsOf({ packet }: QueuedPacket): number {
  return packet.kind === 'video' ? packet.durationUs : 0;
}

function countVideo(entries: readonly QueuedPacket[]): number {
  return entries.reduce((sum, { packet }) => sum + (packet.kind === 'video' ? 1 : 0), 0);
}
