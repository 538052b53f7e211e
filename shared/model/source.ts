import { z } from 'zod';

const id = z.string().min(1).max(64);
const path = z.string().min(1).max(4096);
/** `#rrggbb` or `#rrggbbaa`. */
const colour = z.string().regex(/^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i, 'a colour like #1a2b3c');

/** How a source sounds in the mixer; sources without sound carry it unused. */
export const audioStripSchema = z.strictObject({
  gainDb: z.number().min(-60).max(24).default(0),
  muted: z.boolean().default(false),
  /** Delays the sound; negative values are made by delaying the others. */
  syncOffsetMs: z.int().min(-2000).max(5000).default(0),
  /** Heard on the monitor device, in the program, or both. */
  monitor: z.enum(['off', 'monitor-only', 'monitor-and-program']).default('off'),
});
export type AudioStrip = z.infer<typeof audioStripSchema>;

const base = {
  id,
  name: z.string().min(1).max(200),
  audio: audioStripSchema.prefault({}),
};

const deviceId = z.string().max(512);

export const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('display'),
    ...base,
    /** The host's name for the screen; empty: the first one. */
    displayId: deviceId.default(''),
    showCursor: z.boolean().default(true),
  }),
  z.strictObject({
    kind: z.literal('window'),
    ...base,
    /** The window's title when it was chosen; matched again when ids change over a restart. */
    windowTitle: z.string().max(512).default(''),
    windowId: deviceId.default(''),
  }),
  z.strictObject({
    kind: z.literal('camera'),
    ...base,
    deviceId: deviceId.default(''),
    /** Matched when the id is unknown, for ids change between hosts. */
    deviceLabel: z.string().max(512).default(''),
    width: z.int().min(16).max(7680).default(1280),
    height: z.int().min(16).max(4320).default(720),
    fps: z.number().min(1).max(240).default(30),
  }),
  z.strictObject({
    kind: z.literal('microphone'),
    ...base,
    deviceId: deviceId.default(''),
    deviceLabel: z.string().max(512).default(''),
    echoCancellation: z.boolean().default(false),
    noiseSuppression: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('system-audio'), ...base }),
  z.strictObject({
    kind: z.literal('media'),
    ...base,
    /** Relative paths are relative to the collection's file. */
    file: path,
    loop: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('image'), ...base, file: path }),
  z.strictObject({
    kind: z.literal('text'),
    ...base,
    text: z.string().max(20_000),
    fontFamily: z.string().max(200).default('sans-serif'),
    fontSizePx: z.number().min(1).max(1000).default(64),
    fontWeight: z.int().min(100).max(900).default(400),
    colour: colour.default('#ffffff'),
    align: z.enum(['left', 'center', 'right']).default('left'),
  }),
  z.strictObject({
    kind: z.literal('colour'),
    ...base,
    colour,
    width: z.int().min(1).max(7680).default(1920),
    height: z.int().min(1).max(4320).default(1080),
  }),
  z.strictObject({
    kind: z.literal('browser-page'),
    ...base,
    url: z.url({ protocol: /^https?$/ }).max(4096),
    width: z.int().min(16).max(4096).default(1280),
    height: z.int().min(16).max(4096).default(720),
    css: z.string().max(20_000).default(''),
  }),
  z.strictObject({
    kind: z.literal('test-pattern'),
    ...base,
    width: z.int().min(160).max(7680).default(1920),
    height: z.int().min(90).max(4320).default(1080),
  }),
]);
export type Source = z.infer<typeof sourceSchema>;
export type SourceKind = Source['kind'];
export type SourceOf<K extends SourceKind> = Extract<Source, { kind: K }>;

/** What each kind gives: the one place that says so. */
export const sourceTraits: Record<
  SourceKind,
  { readonly video: boolean; readonly audio: boolean }
> = {
  display: { video: true, audio: false },
  window: { video: true, audio: false },
  camera: { video: true, audio: false },
  microphone: { video: false, audio: true },
  'system-audio': { video: false, audio: true },
  media: { video: true, audio: true },
  image: { video: true, audio: false },
  text: { video: true, audio: false },
  colour: { video: true, audio: false },
  'browser-page': { video: true, audio: false },
  'test-pattern': { video: true, audio: true },
};
