import { z } from 'zod';
import { compositorSampleSchema } from '../model/broadcast.ts';
import { audioCodecs, videoCodecs } from '../model/packet.ts';
import { outputSettingsSchema } from '../model/settings.ts';
import { defineService } from '../rpc/service.ts';

export const encoderCapabilitySchema = z.strictObject({
  codec: z.enum([...videoCodecs, ...audioCodecs]),
  codecString: z.string(),
  acceleration: z.enum(['hardware', 'software']),
  /** Where it runs: the page (WebCodecs) or the engine (FFmpeg). */
  runsIn: z.enum(['page', 'engine']),
  maxWidth: z.int().nullable(),
  maxHeight: z.int().nullable(),
  maxFps: z.number().nullable(),
});
export type EncoderCapability = z.infer<typeof encoderCapabilitySchema>;

export const mediaDeviceSchema = z.strictObject({
  kind: z.enum(['camera', 'microphone', 'speaker', 'display', 'window']),
  id: z.string(),
  label: z.string(),
  /** A data URL, for screens and windows where the host has one. */
  thumbnail: z.string().nullable(),
});
export type MediaDevice = z.infer<typeof mediaDeviceSchema>;

/** What the page that makes the picture does for the core. Served by the page. */
export const producerService = defineService({
  name: 'producer',
  methods: {
    /** Encodes the program and sends packets over the media channel. Resolves at the first packet. */
    startEncoding: {
      input: z.strictObject({ output: outputSettingsSchema }),
      output: z.strictObject({ codecString: z.string(), acceleration: z.string() }),
    },
    stopEncoding: { input: z.void(), output: z.void() },
    setVideoBitrate: {
      input: z.strictObject({ bitrateKbps: z.int().positive() }),
      output: z.void(),
    },
    probeEncoders: { input: z.void(), output: z.array(encoderCapabilitySchema) },
    listDevices: { input: z.void(), output: z.array(mediaDeviceSchema) },
  },
  events: {
    /** Once a second while the compositor runs. */
    onDidSample: compositorSampleSchema,
    /** The encoder could not be kept alive; the broadcast goes on with the last picture. */
    onDidFailEncoding: z.strictObject({ detail: z.string() }),
  },
});

/** What the core offers to the page that makes the picture. Served by the core. */
export const studioService = defineService({
  name: 'studio',
  methods: {
    /**
     * Says that this page is here. The first becomes the producer; when it goes, the next one that
     * can is told by `onDidChangeRole`.
     */
    attach: {
      input: z.strictObject({ canProduce: z.boolean() }),
      output: z.strictObject({ pageId: z.string(), role: z.enum(['producer', 'viewer']) }),
    },
    getHost: {
      input: z.void(),
      output: z.strictObject({
        kind: z.enum(['electron', 'browser', 'headless']),
        platform: z.enum(['linux', 'darwin', 'win32']),
        /** Whether browser-page sources have a renderer here, and if not, why. */
        browserPages: z.strictObject({ available: z.boolean(), notice: z.string().nullable() }),
        systemAudio: z.boolean(),
        version: z.string(),
      }),
    },
    /** Screens and windows with thumbnails, where the host can list them; else empty and the browser's own picker asks. */
    listCaptureTargets: { input: z.void(), output: z.array(mediaDeviceSchema) },
    /**
     * Which target the page's next `getDisplayMedia` gets, within 10 s, in hosts that list targets; an
     * empty id is the first screen. Does nothing where the browser's own picker asks.
     */
    chooseCaptureTarget: {
      input: z.strictObject({ id: z.string().max(512), systemAudio: z.boolean() }),
      output: z.void(),
    },
    /** The system's dialog in Electron; null when it was closed. Fails with `unavailable` elsewhere. */
    pickFile: {
      input: z.strictObject({ purpose: z.enum(['media', 'image', 'collection', 'folder']) }),
      output: z.strictObject({ path: z.string().nullable() }),
    },
    /** The folder browser of hosts without a system dialog. Media, image and collection files only. */
    listFolder: {
      input: z.strictObject({
        path: z.string().max(4096),
        purpose: z.enum(['media', 'image', 'collection', 'folder']),
      }),
      output: z.strictObject({
        path: z.string(),
        parent: z.string().nullable(),
        entries: z
          .array(z.strictObject({ name: z.string(), kind: z.enum(['file', 'folder']) }))
          .max(5000),
      }),
    },
    log: {
      input: z.strictObject({
        level: z.enum(['debug', 'info', 'warn', 'error']),
        message: z.string().max(4096),
      }),
      output: z.void(),
    },
  },
  events: {
    onDidChangeRole: z.strictObject({ pageId: z.string(), role: z.enum(['producer', 'viewer']) }),
  },
});
