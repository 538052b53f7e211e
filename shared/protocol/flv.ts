import { AmfEcmaArray, encodeAmf0 } from './amf0.ts';
import { concatBytes } from './bytes.ts';

/**
 * FLV tags: RTMP carries their bodies as messages, HTTP-FLV carries them framed.
 * Source: Adobe Flash Video File Format Specification 10.1, annex E; FourCC headers from the
 * Enhanced RTMP specification v1 (Veovera).
 */
export const flvTagTypes = { audio: 8, video: 9, script: 18 } as const;
export type FlvTagType = keyof typeof flvTagTypes;

export interface FlvTag {
  readonly type: FlvTagType;
  /** 32 bits, wraps after 49 days. */
  readonly timestampMs: number;
  readonly body: Uint8Array;
}

/** E.4.3.1: what a video body begins with. */
const h264KeyFrame = 0x17;
const h264InterFrame = 0x27;
/** E.4.2.1: AAC, "44 kHz", 16 bits, stereo: fixed for AAC whatever the stream is. */
const aacSound = 0xaf;
const sequenceHeader = 0;
const codedFrames = 1;
const compositionTimeZero = [0, 0, 0];

/** `avcC` is the AVCDecoderConfigurationRecord (ISO 14496-15 §5.3.3.1). */
export function h264SequenceHeader(avcC: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(h264KeyFrame, sequenceHeader, ...compositionTimeZero), avcC]);
}

/** `accessUnit` is length-prefixed NAL units; without B frames the composition time is zero. */
export function h264CodedFrames(accessUnit: Uint8Array, isKey: boolean): Uint8Array<ArrayBuffer> {
  const frame = isKey ? h264KeyFrame : h264InterFrame;
  return concatBytes([Uint8Array.of(frame, codedFrames, ...compositionTimeZero), accessUnit]);
}

/** `config` is the AudioSpecificConfig (ISO 14496-3 §1.6.2.1). */
export function aacSequenceHeader(config: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(aacSound, sequenceHeader), config]);
}

export function aacCodedFrame(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(aacSound, codedFrames), frame]);
}

/** E.5; absent values are left out of `onMetaData`. */
export interface StreamMetadata {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly videoBitrateKbps: number;
  readonly audioBitrateKbps: number;
  readonly audioSampleRate: number;
  readonly audioChannels: number;
  readonly encoder: string;
}

/** The body of an `onMetaData` script tag for H.264 (codec 7) and AAC (codec 10). */
export function metadataBody(metadata: StreamMetadata): Uint8Array<ArrayBuffer> {
  return encodeAmf0(
    'onMetaData',
    new AmfEcmaArray({
      duration: 0,
      width: metadata.width,
      height: metadata.height,
      framerate: metadata.fps,
      videocodecid: 7,
      videodatarate: metadata.videoBitrateKbps,
      audiocodecid: 10,
      audiodatarate: metadata.audioBitrateKbps,
      audiosamplerate: metadata.audioSampleRate,
      audiosamplesize: 16,
      stereo: metadata.audioChannels > 1,
      encoder: metadata.encoder,
    }),
  );
}

/** What a relay must know of a body: everything else passes through. Never throws. */
export type FlvBodyKind = 'sequence-header' | 'key-frame' | 'inter-frame' | 'sound' | 'other';

const frameTypeKey = 1;
const exHeader = 0x80;

export function flvBodyKind(type: FlvTagType, body: Uint8Array): FlvBodyKind {
  const [first = 0, second = 0] = body;
  if (body.byteLength < 2 || type === 'script') return 'other';
  if (type === 'audio') return audioBodyKind(first, second);
  const isKey = ((first >> 4) & 7) === frameTypeKey;
  if (first & exHeader) {
    // Enhanced RTMP: packet type in the low nibble; 0 sequence start, 1 and 3 coded frames.
    const packetType = first & 0x0f;
    if (packetType === 0) return 'sequence-header';
    if (packetType !== 1 && packetType !== 3) return 'other';
  } else if ((first & 0x0f) === 7) {
    if (second === sequenceHeader) return 'sequence-header';
    if (second !== codedFrames) return 'other';
  }
  return isKey ? 'key-frame' : 'inter-frame';
}

function audioBodyKind(first: number, second: number): FlvBodyKind {
  const format = first >> 4;
  if (format === 10) return second === sequenceHeader ? 'sequence-header' : 'sound';
  // Enhanced RTMP audio: packet type 0 is the sequence start.
  if (format === 9) return (first & 0x0f) === 0 ? 'sequence-header' : 'sound';
  return 'sound';
}

/** E.2, with both kinds of media announced, and the first "previous tag size" (E.3). */
export const flvFileHeader: Uint8Array = Uint8Array.of(
  ...[0x46, 0x4c, 0x56, 1, 0b101, 0, 0, 0, 9],
  ...[0, 0, 0, 0],
);

const tagHeaderBytes = 11;

/** E.4.1: header, body and the size that follows. */
export function encodeFlvTag(tag: FlvTag): Uint8Array<ArrayBuffer> {
  const size = tag.body.byteLength;
  const bytes = new Uint8Array(tagHeaderBytes + size + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, flvTagTypes[tag.type] * 0x1000000 + size);
  // The low 24 bits come first, the high 8 after them.
  view.setUint32(4, ((tag.timestampMs << 8) | (tag.timestampMs >>> 24)) >>> 0);
  bytes.set(tag.body, tagHeaderBytes);
  view.setUint32(tagHeaderBytes + size, tagHeaderBytes + size);
  return bytes;
}
