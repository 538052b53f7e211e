import { z } from 'zod';
import { audioCodecs, videoCodecs } from './packet.ts';

const idSchema = z.string().min(1).max(64);

/** Refers to a value in the vault. The value itself is never in a document. */
export const secretRefSchema = z.string().min(1).max(128);

export const destinationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rtmp'),
    id: idSchema,
    name: z.string().min(1).max(200),
    /** `rtmp://host[:port]/application` or `rtmps://...`; the stream key is in the vault. */
    url: z.string().max(2048),
    keyRef: secretRefSchema.nullable(),
    enabled: z.boolean(),
  }),
]);
export type Destination = z.infer<typeof destinationSchema>;

export const outputSettingsSchema = z.strictObject({
  width: z.int().min(160).max(7680).multipleOf(2).default(1920),
  height: z.int().min(90).max(4320).multipleOf(2).default(1080),
  fps: z.number().min(1).max(120).default(30),
  videoCodec: z.enum(videoCodecs).default('h264'),
  videoBitrateKbps: z.int().min(100).max(100_000).default(6000),
  /** `auto` takes hardware where the probe found it. */
  encoder: z.enum(['auto', 'software', 'hardware']).default('auto'),
  keyframeIntervalS: z.number().min(0.5).max(20).default(2),
  audioCodec: z.enum(audioCodecs).default('aac'),
  audioBitrateKbps: z.int().min(32).max(512).default(160),
});
export type OutputSettings = z.infer<typeof outputSettingsSchema>;

export const recordingSettingsSchema = z.strictObject({
  /** Empty: the person's Videos folder. */
  folder: z.string().max(4096).default(''),
  container: z.enum(['mp4', 'mkv']).default('mp4'),
});
export type RecordingSettings = z.infer<typeof recordingSettingsSchema>;

export const settingsSchema = z.strictObject({
  format: z.literal('tallylight-settings').default('tallylight-settings'),
  version: z.literal(1).default(1),
  output: outputSettingsSchema.prefault({}),
  recording: recordingSettingsSchema.prefault({}),
  destinations: z.array(destinationSchema).max(32).default([]),
  /** Audio devices by id for monitoring; null is the system's default. */
  monitorDeviceId: z.string().max(512).nullable().default(null),
});
export type Settings = z.infer<typeof settingsSchema>;
