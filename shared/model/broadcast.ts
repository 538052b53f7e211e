import { z } from 'zod';

/** Why a destination is not live. The wording for people is in `shared/model/reason-text.ts`. */
export const destinationReasons = [
  'bad-url',
  'dns-failed',
  'refused',
  'unreachable',
  'tls-failed',
  'handshake-timeout',
  'connect-timeout',
  'connect-rejected',
  'publish-timeout',
  'publish-rejected',
  'auth-failed',
  'closed-by-server',
  'connection-lost',
  'protocol-error',
  'stalled',
  'unsupported-codec',
  'engine-lost',
] as const;
export type DestinationReason = (typeof destinationReasons)[number];

export const failureSchema = z.strictObject({
  reason: z.enum(destinationReasons),
  /** The step that failed, in protocol terms: `tcp`, `tls`, `C0C1`, `connect`, `createStream` ... */
  step: z.string().max(64),
  /** What the peer or the system said, without secrets. */
  detail: z.string().max(1024),
});
export type DestinationFailure = z.infer<typeof failureSchema>;

export const destinationStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('idle') }),
  z.strictObject({ kind: z.literal('connecting'), step: z.string().max(64) }),
  z.strictObject({ kind: z.literal('live'), sinceMs: z.number() }),
  z.strictObject({
    kind: z.literal('reconnecting'),
    attempt: z.int(),
    nextRetryAtMs: z.number(),
    failure: failureSchema,
  }),
  z.strictObject({ kind: z.literal('failed'), failure: failureSchema }),
]);
export type DestinationState = z.infer<typeof destinationStateSchema>;

export const broadcastStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('idle') }),
  z.strictObject({ kind: z.literal('starting'), step: z.string().max(64) }),
  z.strictObject({ kind: z.literal('live'), sinceMs: z.number() }),
  z.strictObject({ kind: z.literal('stopping') }),
]);
export type BroadcastState = z.infer<typeof broadcastStateSchema>;

export const recordingStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('idle') }),
  z.strictObject({ kind: z.literal('recording'), file: z.string(), sinceMs: z.number() }),
  z.strictObject({ kind: z.literal('failed'), file: z.string(), detail: z.string() }),
]);
export type RecordingState = z.infer<typeof recordingStateSchema>;

/** What one destination measured since the last sample; counters are totals since it went live. */
export const destinationSampleSchema = z.strictObject({
  id: z.string(),
  state: destinationStateSchema,
  /** Payload bytes handed to the kernel. */
  bytesSent: z.number(),
  /** Bytes the peer acknowledged (RTMP message 3), or null where the protocol has none. */
  bytesAcknowledged: z.number().nullable(),
  bitrateKbps: z.number(),
  /** Age of the oldest packet not yet handed to the kernel. */
  queueMs: z.number(),
  framesSent: z.number(),
  framesDropped: z.number(),
  reconnects: z.number(),
});
export type DestinationSample = z.infer<typeof destinationSampleSchema>;

/** The page's half of a sample; counters are totals since the compositor started. */
export const compositorSampleSchema = z.strictObject({
  backEnd: z.enum(['cpu', 'webgl2']),
  framesComposed: z.number(),
  /** Ticks that came a whole frame late and were left out. */
  framesLagged: z.number(),
  framesEncoded: z.number(),
  /** Composed, but not encoded or not carried: encoder busy, or no credit. */
  framesSkipped: z.number(),
  encoderRestarts: z.number(),
  composeMsP95: z.number(),
  /** Audio clock against the program clock, before correction. */
  audioDriftPpm: z.number(),
  /** What is left of the skew after correction. */
  audioSkewMs: z.number(),
  sourceTroubles: z.array(z.strictObject({ sourceId: z.string(), trouble: z.string().max(512) })),
});
export type CompositorSample = z.infer<typeof compositorSampleSchema>;

export const healthSampleSchema = z.strictObject({
  atMs: z.number(),
  compositor: compositorSampleSchema.nullable(),
  destinations: z.array(destinationSampleSchema),
  recording: z.strictObject({ state: recordingStateSchema, bytesWritten: z.number() }),
  cpuCores: z.number(),
  memoryMb: z.number(),
});
export type HealthSample = z.infer<typeof healthSampleSchema>;
