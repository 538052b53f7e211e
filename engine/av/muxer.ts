import { open, unlink, type FileHandle } from 'node:fs/promises';
import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_VP8,
  AV_CODEC_ID_VP9,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVFMT_FLAG_FLUSH_PACKETS,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { Dictionary, FormatContext, Packet, Rational, type Stream } from 'node-av/lib';
import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';
import { check } from './av-error.ts';

export type Container = 'mp4' | 'mkv';

export interface MuxerOptions {
  /** Must not exist: a recording never overwrites a file. */
  readonly file: string;
  readonly container: Container;
  readonly format: ProgramFormat;
}

const videoCodecIds = {
  h264: AV_CODEC_ID_H264,
  hevc: AV_CODEC_ID_HEVC,
  av1: AV_CODEC_ID_AV1,
  vp9: AV_CODEC_ID_VP9,
  vp8: AV_CODEC_ID_VP8,
} as const;
const audioCodecIds = { aac: AV_CODEC_ID_AAC, opus: AV_CODEC_ID_OPUS } as const;

/** At most this much is lost when the process is killed. */
const fragmentMs = 500;

/**
 * 90 kHz holds the usual frame rates without a remainder, so a constant rate stays constant; sound
 * has a tick a sample.
 */
const videoTicksPerSecond = 90_000;

const containers = {
  mp4: {
    formatName: 'mp4',
    options: {
      // Fragments while it grows, a plain moov once it is finished (FFmpeg 7.1 and later).
      movflags: 'hybrid_fragmented+delay_moov',
      frag_duration: String(fragmentMs * 1000),
      movie_timescale: '48000',
      // Without edit lists a late first sample of sound would move to the start of the picture.
      use_editlist: '1',
    },
  },
  mkv: { formatName: 'matroska', options: { cluster_time_limit: String(fragmentMs) } },
} as const;

/**
 * Writes one file. FFmpeg writes to the path itself, which needs no copy and lets MP4 seek; whole
 * fragments are with the kernel at once, and `sync()` brings them to the disk through a descriptor of
 * our own. Calls must not overlap.
 */
export class Muxer {
  readonly #context: FormatContext;
  readonly #descriptor: FileHandle;
  readonly #video: Stream;
  readonly #audio: Stream;
  readonly #audioRate: number;
  readonly #packet = new Packet();
  #closing: Promise<number> | undefined;

  private constructor(
    context: FormatContext,
    descriptor: FileHandle,
    streams: { readonly video: Stream; readonly audio: Stream },
    audioRate: number,
  ) {
    this.#context = context;
    this.#descriptor = descriptor;
    this.#video = streams.video;
    this.#audio = streams.audio;
    this.#audioRate = audioRate;
    this.#packet.alloc();
  }

  /** Rejects with the system's error (`EEXIST`, `ENOENT` ...) or with `AvError`. */
  static async open({ file, container, format }: MuxerOptions): Promise<Muxer> {
    const { formatName, options } = containers[container];
    if (container === 'mp4' && format.video.codec === 'vp8') {
      throw new Error('MP4 does not hold VP8: record MKV, or encode another codec.');
    }
    const descriptor = await open(file, 'wx+');
    const context = new FormatContext();
    try {
      check(context.allocOutputContext2(null, formatName, file), formatName);
      const streams = {
        video: addVideo(context, format, container),
        audio: addAudio(context, format),
      };
      context.flags = AVFMT_FLAG_FLUSH_PACKETS;
      context.maxInterleaveDelta = 1_000_000n;
      check(await context.openOutput(), 'open');
      using dictionary = Dictionary.fromObject(options);
      check(await context.writeHeader(dictionary), 'write the header');
      return new Muxer(context, descriptor, streams, format.audio.sampleRate);
    } catch (error) {
      await release(context, descriptor);
      await unlink(file);
      throw error;
    }
  }

  /** @param timestampUs In the file's time. */
  async write(packet: MediaPacket, timestampUs: number): Promise<void> {
    const stream = packet.kind === 'video' ? this.#video : this.#audio;
    const ticksPerSecond = packet.kind === 'video' ? videoTicksPerSecond : this.#audioRate;
    const toTicks = (us: number): number => Math.round((us * ticksPerSecond) / 1e6);
    const native = this.#packet;
    native.data = Buffer.from(packet.data.buffer, packet.data.byteOffset, packet.data.byteLength);
    native.streamIndex = stream.index;
    native.pts = BigInt(toTicks(timestampUs));
    native.dts = native.pts;
    native.duration = BigInt(toTicks(packet.durationUs));
    native.isKeyframe = packet.kind === 'audio' || packet.isKey;
    // The header may have set another time base (matroska's is 1 ms).
    native.rescaleTs({ num: 1, den: ticksPerSecond }, stream.timeBase);
    check(await this.#context.interleavedWriteFrame(native), 'write');
    native.unref();
  }

  /** Brings what was written to the disk. */
  async sync(): Promise<void> {
    await this.#descriptor.datasync();
  }

  /** Bytes in the file by now. */
  async size(): Promise<number> {
    return (await this.#descriptor.stat()).size;
  }

  /** Finishes the file and lets go of it, also when finishing fails; idempotent. Resolves to its bytes. */
  close(): Promise<number> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<number> {
    try {
      check(await this.#context.writeTrailer(), 'finish');
      await this.#context.closeOutput();
      await this.#descriptor.sync();
      return await this.size();
    } finally {
      this.#packet.free();
      await release(this.#context, this.#descriptor);
    }
  }
}

async function release(context: FormatContext, descriptor: FileHandle): Promise<void> {
  if (context.pb) await context.closeOutput();
  context.freeContext();
  await descriptor.close();
}

function addVideo(context: FormatContext, { video }: ProgramFormat, container: Container): Stream {
  const stream = context.newStream();
  const rate = Rational.fromObject({ num: Math.round(video.fps * 1001), den: 1001 });
  stream.timeBase = new Rational(1, videoTicksPerSecond);
  stream.avgFrameRate = rate;
  const parameters = stream.codecpar;
  parameters.codecType = AVMEDIA_TYPE_VIDEO;
  parameters.codecId = videoCodecIds[video.codec];
  // Parameter sets are in the record alone, and Apple's players take no `hev1`.
  if (container === 'mp4' && video.codec === 'hevc') parameters.codecTag = 'hvc1';
  parameters.format = AV_PIX_FMT_YUV420P;
  parameters.width = video.width;
  parameters.height = video.height;
  parameters.frameRate = rate;
  parameters.bitRate = BigInt(video.bitrateKbps * 1000);
  // The compositor's pictures are BT.709, limited range.
  parameters.colorRange = AVCOL_RANGE_MPEG;
  parameters.colorSpace = AVCOL_SPC_BT709;
  parameters.colorPrimaries = AVCOL_PRI_BT709;
  parameters.colorTrc = AVCOL_TRC_BT709;
  if (video.description.byteLength > 0) parameters.extradata = Buffer.from(video.description);
  return stream;
}

function addAudio(context: FormatContext, { audio }: ProgramFormat): Stream {
  const stream = context.newStream();
  stream.timeBase = new Rational(1, audio.sampleRate);
  const parameters = stream.codecpar;
  parameters.codecType = AVMEDIA_TYPE_AUDIO;
  parameters.codecId = audioCodecIds[audio.codec];
  parameters.sampleRate = audio.sampleRate;
  parameters.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  parameters.bitRate = BigInt(audio.bitrateKbps * 1000);
  parameters.frameSize = audio.codec === 'aac' ? 1024 : 960;
  parameters.extradata = Buffer.from(audio.description);
  return stream;
}
