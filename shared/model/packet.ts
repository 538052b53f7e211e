import { z } from 'zod';

/**
 * What travels from the encoders to publishers, recorders and the origin. Times are integer
 * microseconds on the program clock (law 2). Video is length-prefixed NAL units (ISO 14496-15) for
 * H.264 and HEVC, an OBU or frame as the codec defines for the others.
 */
export const videoCodecs = ['h264', 'hevc', 'av1', 'vp9', 'vp8'] as const;
export const audioCodecs = ['aac', 'opus'] as const;
export type VideoCodec = (typeof videoCodecs)[number];
export type AudioCodec = (typeof audioCodecs)[number];

export const videoFormatSchema = z.strictObject({
  codec: z.enum(videoCodecs),
  /** RFC 6381, e.g. `avc1.640028`. */
  codecString: z.string().max(64),
  width: z.int().min(16).max(7680),
  height: z.int().min(16).max(7680),
  fps: z.number().positive().max(240),
  bitrateKbps: z.int().positive(),
});

/** One rendition's parameters, and the decoder configuration record (avcC, hvcC, av1C, vpcC). */
export interface VideoFormat extends z.infer<typeof videoFormatSchema> {
  readonly description: Uint8Array;
}

export interface AudioFormat {
  readonly codec: AudioCodec;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitrateKbps: number;
  /** AudioSpecificConfig (ISO 14496-3) for AAC, OpusHead (RFC 7845) for Opus. */
  readonly description: Uint8Array;
}

export interface VideoPacket {
  readonly kind: 'video';
  readonly rendition: number;
  readonly isKey: boolean;
  /** Presentation time. No B frames are made, so it is the decode time too. */
  readonly timestampUs: number;
  readonly durationUs: number;
  readonly data: Uint8Array;
}

export interface AudioPacket {
  readonly kind: 'audio';
  readonly track: number;
  readonly timestampUs: number;
  readonly durationUs: number;
  readonly data: Uint8Array;
}

export type MediaPacket = VideoPacket | AudioPacket;

/** Everything a consumer must know before the first packet. */
export interface ProgramFormat {
  readonly video: VideoFormat;
  readonly audio: AudioFormat;
}
