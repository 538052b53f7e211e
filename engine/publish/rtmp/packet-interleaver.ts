import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';

/** A packet and the format it was made with. */
export interface FormattedPacket {
  readonly packet: MediaPacket;
  readonly format: ProgramFormat;
}

/**
 * Merges sound and pictures by time: each comes in order, but from encoders of different delay. Waits
 * for the other kind no longer than `holdMs` of media, so that one that stopped holds up nothing.
 */
export class PacketInterleaver {
  readonly #holdUs: number;
  readonly #video: FormattedPacket[] = [];
  readonly #audio: FormattedPacket[] = [];

  constructor(holdMs = 200) {
    this.#holdUs = holdMs * 1000;
  }

  /** Newest minus oldest of what is held. */
  get spanMs(): number {
    const all = [...this.#video, ...this.#audio].map(({ packet }) => packet.timestampUs);
    return all.length === 0 ? 0 : (Math.max(...all) - Math.min(...all)) / 1000;
  }

  push(entry: FormattedPacket): void {
    (entry.packet.kind === 'video' ? this.#video : this.#audio).push(entry);
  }

  /** The next in time, when it is certain or has waited long enough. */
  shift(): FormattedPacket | undefined {
    const isCertain = this.#video.length > 0 && this.#audio.length > 0;
    return isCertain || this.spanMs * 1000 > this.#holdUs ? this.flush() : undefined;
  }

  /** The next in time, certain or not. */
  flush(): FormattedPacket | undefined {
    const [video] = this.#video;
    const [audio] = this.#audio;
    if (!audio || (video && video.packet.timestampUs <= audio.packet.timestampUs))
      return this.#video.shift();
    return this.#audio.shift();
  }
}
