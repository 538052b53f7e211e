import type { Closable } from '#shared/lib/closable.ts';
import type { EncodedPacket, EncodedPacketSink } from 'mediabunny';
import { playheadAt } from './playhead.ts';

/**
 * Decoded pictures that wait for their time; each holds a frame's memory. A fifth of a second, for
 * where the decoder's threads have to wait for a core.
 */
const maxAhead = 6;
/** Packets that the decoder keeps before it gives the first picture: reordering and its threads. */
const maxInDecoder = 24;
const maxDecodeQueue = 3;
/** Further behind than this it does not catch up, it jumps. */
const maxBehindUs = 1_000_000;

export interface MediaVideoOptions {
  readonly packets: EncodedPacketSink;
  readonly config: VideoDecoderConfig;
  /** When the file's beginning is shown, µs on the program clock. */
  readonly startUs: number;
  /** After which it begins again. */
  readonly durationUs: number;
  /** The timestamp that the file begins with. */
  readonly firstUs: number;
  readonly loop: boolean;
  readonly nowUs: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * Decodes a file's pictures a little ahead of the program clock. Rounds follow each other without a
 * stop: the decoder gets the first packet of the next round right after the last of this one, with
 * timestamps that go on counting.
 */
export class MediaVideo implements Closable {
  readonly #options: MediaVideoOptions;
  /** In order; the first is on air as soon as its time has come. */
  readonly #frames: VideoFrame[] = [];
  #decoder: VideoDecoder | null = null;
  #inDecoder = 0;
  /** Changes with every jump, so that what was begun before it ends. */
  #run = 0;
  #isClosed = false;
  #isPumping = false;
  #next: EncodedPacket | null = null;
  #round = 0;

  constructor(options: MediaVideoOptions) {
    this.#options = options;
  }

  /** Decodes from where the program clock is now. */
  play(): void {
    this.pause();
    if (this.#isClosed) return;
    const { config, onError } = this.#options;
    const run = this.#run;
    const decoder = new VideoDecoder({
      output: (frame) => {
        if (this.#run === run) this.#take(frame);
        else frame.close();
      },
      error: (error) => {
        if (this.#run === run) onError(error);
      },
    });
    decoder.configure({ ...config, hardwareAcceleration: 'no-preference' });
    decoder.ondequeue = () => void this.#pump();
    this.#decoder = decoder;
    void this.#seek(run);
  }

  /** Stops decoding; the picture on air stays. */
  pause(): void {
    this.#run += 1;
    this.#next = null;
    this.#inDecoder = 0;
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = null;
    for (const frame of this.#frames.splice(1)) frame.close();
  }

  /** What is on air at `nowUs`; null before the first picture. Stays this class's to close. */
  frameAt(nowUs: number): VideoFrame | null {
    this.#dropPassed(nowUs);
    void this.#pump();
    return this.#frames[0] ?? null;
  }

  close(): void {
    this.#isClosed = true;
    this.pause();
    this.#frames.pop()?.close();
  }

  #take(frame: VideoFrame): void {
    this.#inDecoder -= 1;
    this.#frames.push(frame);
    void this.#pump();
  }

  #dropPassed(nowUs: number): void {
    const elapsedUs = nowUs - this.#options.startUs;
    // Half a millisecond: a file's timestamps are rounded, and so is the grid.
    while (this.#frames[1] && this.#frames[1].timestamp <= elapsedUs + 500) {
      this.#frames.shift()?.close();
    }
  }

  async #seek(run: number): Promise<void> {
    const { packets, firstUs, nowUs } = this.#options;
    try {
      const { round, positionUs } = playheadAt(nowUs(), this.#options);
      const packet =
        (await packets.getKeyPacket((positionUs + firstUs) / 1e6)) ??
        (await packets.getFirstPacket());
      if (this.#run !== run) return;
      this.#round = round;
      this.#next = packet;
      void this.#pump();
    } catch (error) {
      if (this.#run === run) this.#options.onError(error);
    }
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#mayFeed()) await this.#feed();
    } catch (error) {
      if (!this.#isClosed && this.#decoder) this.#options.onError(error);
    } finally {
      this.#isPumping = false;
    }
  }

  #mayFeed(): boolean {
    return (
      this.#next !== null &&
      this.#decoder?.state === 'configured' &&
      this.#frames.length < maxAhead + 1 &&
      this.#decoder.decodeQueueSize < maxDecodeQueue &&
      this.#inDecoder < maxInDecoder
    );
  }

  async #feed(): Promise<void> {
    const packet = this.#next;
    const decoder = this.#decoder;
    if (!packet || !decoder) return;
    const run = this.#run;
    const timestamp = this.#timestampOf(packet);
    if (
      this.#options.nowUs() - this.#options.startUs - timestamp > maxBehindUs &&
      packet.type === 'key'
    ) {
      await this.#jumpIfBehind(run, timestamp);
      if (this.#run !== run || this.#next !== packet) return;
    }
    decoder.decode(
      new EncodedVideoChunk({
        type: packet.type,
        timestamp,
        duration: packet.microsecondDuration,
        data: packet.data,
      }),
    );
    this.#inDecoder += 1;
    const following = await this.#options.packets.getNextPacket(packet);
    if (this.#run !== run) return;
    this.#next = following;
    if (following) return;
    if (this.#options.loop) {
      this.#round += 1;
      const first = await this.#options.packets.getFirstPacket();
      if (this.#run === run) this.#next = first;
    } else {
      await decoder.flush();
    }
  }

  /** The decoder cannot keep up, or slept: goes on from the key frame before now, if there is a later one. */
  async #jumpIfBehind(run: number, timestamp: number): Promise<void> {
    const { packets, firstUs, nowUs } = this.#options;
    const { round, positionUs } = playheadAt(nowUs(), this.#options);
    const key = await packets.getKeyPacket((positionUs + firstUs) / 1e6);
    if (this.#run !== run || !key) return;
    const before = this.#round;
    this.#round = round;
    if (this.#timestampOf(key) > timestamp) this.#next = key;
    else this.#round = before;
  }

  /** µs since `startUs`, going on over rounds. */
  #timestampOf(packet: EncodedPacket): number {
    const { firstUs, durationUs } = this.#options;
    return Math.round(packet.timestamp * 1e6 - firstUs + this.#round * durationUs);
  }
}
