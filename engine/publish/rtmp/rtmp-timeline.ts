import type { MediaPacket } from '#shared/model/packet.ts';

/**
 * Program time to RTMP milliseconds: zero is the first picture of the whole session, and reconnects
 * change nothing, so that what a server stored stays one timeline.
 */
export class RtmpTimeline {
  #baseUs: number | undefined;
  readonly #lastMs = { video: 0, audio: 0 };

  /** Null for sound from before the first picture. Never goes back within a kind. */
  toMs(packet: MediaPacket): number | null {
    if (this.#baseUs === undefined && packet.kind === 'audio') return null;
    this.#baseUs ??= packet.timestampUs;
    // Floor for both kinds: what is later stays later, and the error is never above a millisecond.
    const ms = Math.floor((packet.timestampUs - this.#baseUs) / 1000);
    if (ms < 0 && packet.kind === 'audio') return null;
    this.#lastMs[packet.kind] = Math.max(this.#lastMs[packet.kind], ms);
    return this.#lastMs[packet.kind];
  }
}
