import type { Closable } from '#shared/lib/closable.ts';
import type { AudioPacket, MediaPacket } from '#shared/model/packet.ts';
import { Muxer, type MuxerOptions } from '../av/muxer.ts';

/** Sound this old is not waited for: a key frame comes later than the sound of its time by less. */
const heldSoundUs = 2_000_000;

/**
 * One file of a recording. It is opened at the first key frame, whose time is 0 in the file; sound of
 * before is left out, and sound that arrived before its picture is held until then. Calls of `write`
 * must not overlap.
 */
export class RecordingFile implements Closable {
  readonly #options: MuxerOptions;
  #muxer: Muxer | undefined;
  #originUs = 0;
  #held: AudioPacket[] = [];
  #bytes = 0;
  #endUs = 0;
  #syncing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: MuxerOptions) {
    this.#options = options;
  }

  /** As of the last `sync()`, or of `close()`. */
  get bytes(): number {
    return this.#bytes;
  }

  get durationUs(): number {
    return this.#endUs;
  }

  async write(packet: MediaPacket): Promise<void> {
    if (this.#muxer) {
      await this.#put(this.#muxer, packet);
      return;
    }
    if (packet.kind === 'audio') {
      this.#held.push(packet);
      this.#held = this.#held.filter(
        ({ timestampUs }) => timestampUs > packet.timestampUs - heldSoundUs,
      );
      return;
    }
    if (!packet.isKey) return;
    this.#muxer = await Muxer.open(this.#options);
    this.#originUs = packet.timestampUs;
    await this.#put(this.#muxer, packet);
    for (const held of this.#held.splice(0)) await this.#put(this.#muxer, held);
  }

  /** Brings what was written to the disk. */
  sync(): Promise<void> {
    if (this.#muxer && !this.#closing) this.#syncing ??= this.#sync(this.#muxer);
    return this.#syncing ?? Promise.resolve();
  }

  async #sync(muxer: Muxer): Promise<void> {
    try {
      this.#bytes = await muxer.size();
      await muxer.sync();
    } finally {
      this.#syncing = undefined;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    await this.#syncing?.catch(() => undefined);
    if (this.#muxer) this.#bytes = await this.#muxer.close();
  }

  async #put(muxer: Muxer, packet: MediaPacket): Promise<void> {
    const timestampUs = packet.timestampUs - this.#originUs;
    if (timestampUs < 0) return;
    await muxer.write(packet, timestampUs);
    this.#endUs = Math.max(this.#endUs, timestampUs + packet.durationUs);
  }
}
