import type { AudioFormat, VideoFormat, VideoPacket } from '#shared/model/packet.ts';
import type { PacketHub } from './hub/packet-hub.ts';

export interface VideoGateOptions {
  readonly hub: Pick<PacketHub, 'setFormat' | 'publish' | 'requestKeyFrame'>;
  readonly audioFormat: AudioFormat;
}

/**
 * What the page's pictures pass on their way to the hub: the program's format changes only when it
 * differs, for a page that comes back says the same again; and time never runs backwards.
 */
export class VideoGate {
  readonly #options: VideoGateOptions;
  #format: VideoFormat | undefined;
  #lastUs = -Infinity;
  #needsKeyFrame = false;

  constructor(options: VideoGateOptions) {
    this.#options = options;
  }

  setFormat(format: VideoFormat): void {
    // Whoever sends a format has a new encoder: what follows hangs on nothing from before.
    this.#needsKeyFrame = true;
    if (this.#format && isSame(this.#format, format)) return;
    this.#format = format;
    this.#options.hub.setFormat({ video: format, audio: this.#options.audioFormat });
  }

  take(packet: VideoPacket): void {
    if (packet.timestampUs <= this.#lastUs) {
      this.#needsKeyFrame = true;
      this.#options.hub.requestKeyFrame();
      return;
    }
    if (this.#needsKeyFrame && !packet.isKey) return;
    this.#needsKeyFrame = false;
    this.#lastUs = packet.timestampUs;
    this.#options.hub.publish(packet);
  }
}

function isSame(one: VideoFormat, other: VideoFormat): boolean {
  const { description, ...parameters } = one;
  const { description: otherDescription, ...otherParameters } = other;
  return (
    Buffer.compare(description, otherDescription) === 0 &&
    Object.entries(parameters).every(
      ([name, value]) => otherParameters[name as keyof typeof otherParameters] === value,
    )
  );
}
