import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { VideoPacket } from '#shared/model/packet.ts';
import type { MediaSink } from './media/media-receiver.ts';

export interface ProgramHoldOptions {
  readonly clock: Clock;
  readonly sink: Pick<MediaSink, 'takeVideo' | 'takeSound'>;
}

/** Long enough that a machine under load does not jump back to its last key frame. */
const patienceUs = 3_000_000;
const intervalUs = 1_000_000;
const silence = new Float32Array(480 * 2);

interface Seen {
  /** On the program clock. */
  readonly timestampUs: number;
  readonly arrivedUs: number;
}

/**
 * Keeps a program alive whose page went silent, for servers hang up on a publisher that sends nothing:
 * once a second the last key frame is shown again, and silence is heard, until the page is back.
 */
export class ProgramHold implements Closable {
  readonly #options: ProgramHoldOptions;
  #timer: Closable;
  #key: VideoPacket | undefined;
  #video: Seen | undefined;
  #sound: Seen | undefined;

  constructor(options: ProgramHoldOptions) {
    this.#options = options;
    this.#timer = this.#tickLater();
  }

  /** What was encoded before does not go with a new format. */
  forgetPicture(): void {
    this.#key = undefined;
  }

  sawVideo(packet: VideoPacket): void {
    if (packet.isKey) this.#key = packet;
    this.#video = { timestampUs: packet.timestampUs, arrivedUs: this.#options.clock.nowUs() };
  }

  sawSound(timestampUs: number): void {
    this.#sound = { timestampUs, arrivedUs: this.#options.clock.nowUs() };
  }

  close(): void {
    this.#timer.close();
  }

  #tickLater(): Closable {
    return this.#options.clock.after(intervalUs / 1000, () => {
      this.#timer = this.#tickLater();
      this.#tick();
    });
  }

  #tick(): void {
    const { clock, sink } = this.#options;
    const nowUs = clock.nowUs();
    const missingSince = (seen: Seen | undefined): number | undefined => {
      const elapsedUs = seen ? nowUs - seen.arrivedUs : 0;
      return seen && elapsedUs >= patienceUs ? Math.round(seen.timestampUs + elapsedUs) : undefined;
    };
    const videoUs = missingSince(this.#video);
    if (videoUs !== undefined && this.#key) {
      sink.takeVideo({ ...this.#key, timestampUs: videoUs, durationUs: intervalUs });
    }
    const soundUs = missingSince(this.#sound);
    // The gap up to here is filled by whoever aligns sound.
    if (soundUs !== undefined) sink.takeSound(soundUs, silence);
  }
}
