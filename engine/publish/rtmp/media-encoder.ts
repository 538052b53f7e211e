import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';
import { encodeAmf0 } from '#shared/protocol/amf0.ts';
import { concatBytes } from '#shared/protocol/bytes.ts';
import {
  aacCodedFrame,
  aacSequenceHeader,
  h264CodedFrames,
  h264SequenceHeader,
  metadataBody,
} from '#shared/protocol/flv.ts';
import type { RtmpClientSession } from '#shared/protocol/rtmp-client-session.ts';
import type { RtmpTimeline } from './rtmp-timeline.ts';

const setDataFrame = encodeAmf0('@setDataFrame');

type MediaSession = Pick<RtmpClientSession, 'encodeMedia'>;

/** The codec that RTMP cannot carry here, or null. */
export function unsupportedCodec(format: ProgramFormat): string | null {
  if (format.video.codec !== 'h264') return format.video.codec;
  return format.audio.codec === 'aac' ? null : format.audio.codec;
}

/**
 * Packets to RTMP bytes for one connection: headers before the first picture, and again before one
 * that needs others. Sound never brings them, for it may be interleaved from before the change.
 */
export class MediaEncoder {
  readonly #session: MediaSession;
  readonly #timeline: RtmpTimeline;
  #sentFormat: ProgramFormat | undefined;

  constructor(session: MediaSession, timeline: RtmpTimeline) {
    this.#session = session;
    this.#timeline = timeline;
  }

  /** Null for what is left out: sound before this connection's first picture. */
  encode(packet: MediaPacket, format: ProgramFormat): Uint8Array | null {
    if (!this.#sentFormat && packet.kind === 'audio') return null;
    const timestampMs = this.#timeline.toMs(packet);
    if (timestampMs === null) return null;
    const headers = packet.kind === 'video' ? this.#headers(format, timestampMs) : [];
    const body =
      packet.kind === 'video'
        ? h264CodedFrames(packet.data, packet.isKey)
        : aacCodedFrame(packet.data);
    return concatBytes([...headers, this.#session.encodeMedia(packet.kind, timestampMs, body)]);
  }

  #headers(format: ProgramFormat, timestampMs: number): Uint8Array[] {
    if (this.#sentFormat && isSameFormat(this.#sentFormat, format)) return [];
    this.#sentFormat = format;
    const { video, audio } = format;
    const metadata = metadataBody({
      width: video.width,
      height: video.height,
      fps: video.fps,
      videoBitrateKbps: video.bitrateKbps,
      audioBitrateKbps: audio.bitrateKbps,
      audioSampleRate: audio.sampleRate,
      audioChannels: audio.channels,
      encoder: 'Tallylight',
    });
    const session = this.#session;
    return [
      session.encodeMedia('script', timestampMs, concatBytes([setDataFrame, metadata])),
      session.encodeMedia('video', timestampMs, h264SequenceHeader(video.description)),
      session.encodeMedia('audio', timestampMs, aacSequenceHeader(audio.description)),
    ];
  }
}

function isSameFormat(left: ProgramFormat, right: ProgramFormat): boolean {
  return (
    left === right ||
    (isSameBytes(left.video.description, right.video.description) &&
      isSameBytes(left.audio.description, right.audio.description))
  );
}

function isSameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && left.every((byte, index) => byte === right[index]);
}
