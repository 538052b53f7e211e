import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBOPUS,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib';
import type { Closable } from '#shared/lib/closable.ts';
import type { AudioCodec, AudioFormat } from '#shared/model/packet.ts';
import { check } from './av-error.ts';

export const audioSampleRate = 48_000;
export const audioChannels = 2;

export interface AudioEncoderOptions {
  readonly codec: AudioCodec;
  readonly bitrateKbps: number;
}

/** One encoded frame. Positions are samples at 48 kHz, in the encoder's input's count. */
export interface EncodedAudio {
  /** Negative for what the encoder primes its decoder with: 1024 samples in AAC, 312 in Opus. */
  readonly position: number;
  readonly sampleCount: number;
  readonly data: Uint8Array;
}

/**
 * FFmpeg's name of the encoder we take for a codec. Not `libfdk_aac`, which the binary also holds: its
 * licence does not go with the GPL.
 */
export const audioEncoderNames = {
  aac: FF_ENCODER_AAC,
  opus: FF_ENCODER_LIBOPUS,
} as const satisfies Record<AudioCodec, unknown>;

/** AAC-LC or Opus from interleaved stereo float32 at 48 kHz; about 1 % of a core, so it is not async. */
export class AudioEncoder implements Closable {
  readonly format: AudioFormat;
  readonly #context: CodecContext;
  readonly #frame = new Frame();
  readonly #packet = new Packet();
  readonly #pending: Float32Array;
  readonly #isPlanar: boolean;
  #pendingCount = 0;
  /** Where the first pending sample stands. */
  #nextPosition: number | undefined;
  #isClosed = false;

  constructor({ codec, bitrateKbps }: AudioEncoderOptions) {
    const encoder = Codec.findEncoderByName(audioEncoderNames[codec]);
    if (!encoder) throw new Error(`FFmpeg has no encoder ${audioEncoderNames[codec]}`);
    this.#isPlanar = codec === 'aac';
    const context = new CodecContext();
    context.allocContext3(encoder);
    context.sampleRate = audioSampleRate;
    context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    context.sampleFormat = this.#isPlanar ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_FLT;
    context.bitRate = BigInt(bitrateKbps * 1000);
    context.timeBase = new Rational(1, audioSampleRate);
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    check(context.open2Sync(encoder, null), `open ${audioEncoderNames[codec]}`);
    this.#context = context;
    this.#packet.alloc();
    this.#pending = new Float32Array(context.frameSize * audioChannels);
    const description = context.extraData;
    if (!description) throw new Error(`${audioEncoderNames[codec]} gave no decoder configuration`);
    this.format = {
      codec,
      sampleRate: audioSampleRate,
      channels: audioChannels,
      bitrateKbps,
      description: new Uint8Array(description),
    };
  }

  /** Samples of one frame: 1024 for AAC, 960 for Opus. */
  get frameSampleCount(): number {
    return this.#pending.length / audioChannels;
  }

  /**
   * @param position Where the first sample stands. It continues the last call's samples; if it is
   * further on, the frame begun is filled up with silence and nothing stands between.
   */
  encode(position: number, samples: Float32Array): EncodedAudio[] {
    const encoded: EncodedAudio[] = [];
    this.#nextPosition ??= position;
    const expected = this.#nextPosition + this.#pendingCount;
    if (position < expected) throw new RangeError(`audio at ${position}, after ${expected}`);
    if (position > expected) this.#leap(position, encoded);
    this.#append(samples, encoded);
    return encoded;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }

  #leap(position: number, encoded: EncodedAudio[]): void {
    const missing = this.#pendingCount === 0 ? 0 : this.frameSampleCount - this.#pendingCount;
    this.#append(new Float32Array(missing * audioChannels), encoded);
    this.#nextPosition = Math.max(position, this.#nextPosition ?? 0);
  }

  #append(samples: Float32Array, encoded: EncodedAudio[]): void {
    for (let taken = 0; taken < samples.length;) {
      const start = this.#pendingCount * audioChannels;
      const part = samples.subarray(taken, taken + this.#pending.length - start);
      this.#pending.set(part, start);
      taken += part.length;
      this.#pendingCount += part.length / audioChannels;
      if (this.#pendingCount === this.frameSampleCount) this.#encodePending(encoded);
    }
  }

  #encodePending(encoded: EncodedAudio[]): void {
    const frame = this.#frame;
    frame.alloc();
    frame.nbSamples = this.#pendingCount;
    frame.format = this.#context.sampleFormat;
    frame.sampleRate = audioSampleRate;
    frame.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    check(frame.getBuffer(), 'allocate an audio frame');
    const interleaved = this.#pending;
    (frame.data ?? []).forEach((plane, channel) => {
      const target = new Float32Array(plane.buffer, plane.byteOffset, plane.byteLength >> 2);
      if (!this.#isPlanar) {
        target.set(interleaved);
        return;
      }
      for (let index = 0; index < this.#pendingCount; index += 1) {
        target[index] = interleaved[index * audioChannels + channel] ?? 0;
      }
    });
    const position = this.#nextPosition ?? 0;
    frame.pts = BigInt(position);
    this.#nextPosition = position + this.#pendingCount;
    this.#pendingCount = 0;
    check(this.#context.sendFrameSync(frame), 'encode audio');
    frame.unref();
    for (;;) {
      const result = this.#context.receivePacketSync(this.#packet);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      check(result, 'encode audio');
      encoded.push({
        position: Number(this.#packet.pts),
        sampleCount: Number(this.#packet.duration) || this.frameSampleCount,
        data: new Uint8Array(this.#packet.data ?? []),
      });
      this.#packet.unref();
    }
  }
}
