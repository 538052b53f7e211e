import type { Closable } from '#shared/lib/closable.ts';
import type { AudioCodec, AudioFormat } from '#shared/model/packet.ts';
import { AudioEncoder, audioSampleRate } from '../av/audio-encoder.ts';
import type { PacketHub } from '../hub/packet-hub.ts';
import { AudioAligner } from './audio-aligner.ts';

export interface ProgramSoundOptions {
  readonly codec: AudioCodec;
  readonly bitrateKbps: number;
  readonly hub: Pick<PacketHub, 'publish'>;
}

/** The program's sound on its way from the page to the hub: onto the program clock, then encoded. */
export class ProgramSound implements Closable {
  readonly #hub: ProgramSoundOptions['hub'];
  readonly #aligner = new AudioAligner();
  readonly #encoder: AudioEncoder;

  constructor({ codec, bitrateKbps, hub }: ProgramSoundOptions) {
    this.#hub = hub;
    this.#encoder = new AudioEncoder({ codec, bitrateKbps });
  }

  get format(): AudioFormat {
    return this.#encoder.format;
  }

  /** How much faster than 48 kHz the sound device runs, by the program clock. */
  get driftPpm(): number {
    return this.#aligner.driftPpm;
  }

  take(timestampUs: number, samples: Float32Array): void {
    for (const aligned of this.#aligner.push(timestampUs, samples)) {
      for (const { position, sampleCount, data } of this.#encoder.encode(
        aligned.position,
        aligned.samples,
      )) {
        const startUs = this.#timeOf(position);
        this.#hub.publish({
          kind: 'audio',
          track: 0,
          timestampUs: startUs,
          durationUs: this.#timeOf(position + sampleCount) - startUs,
          data,
        });
      }
    }
  }

  close(): void {
    this.#encoder.close();
  }

  #timeOf(position: number): number {
    return this.#aligner.originUs + Math.round((position * 1e6) / audioSampleRate);
  }
}
