import { z } from 'zod';
import { destinationStateSchema, healthSampleSchema } from './broadcast.ts';

export const destinationSummarySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: destinationStateSchema,
  bytesSent: z.number(),
  framesSent: z.number(),
  framesDropped: z.number(),
  reconnects: z.number(),
  /** Null where nothing was measured. */
  queueMsP95: z.number().nullable(),
});
export type DestinationSummary = z.infer<typeof destinationSummarySchema>;

/** Counters are of the reported time alone, over restarts of the page and the engine. */
export const reportSummarySchema = z.strictObject({
  durationS: z.number(),
  framesComposed: z.number(),
  framesLagged: z.number(),
  framesEncoded: z.number(),
  /** Composed, but not encoded or not carried. */
  framesDropped: z.number(),
  encoderRestarts: z.number(),
  destinations: z.array(destinationSummarySchema),
  /** Of its absolute value; null where nothing was measured. */
  audioSkewMsP95: z.number().nullable(),
  /** Of the whole process tree. */
  cpuCoresMean: z.number().nullable(),
  memoryMbPeak: z.number().nullable(),
  recordingBytes: z.number(),
});
export type ReportSummary = z.infer<typeof reportSummarySchema>;

/** What `--report` writes. */
export const sessionReportSchema = z.strictObject({
  format: z.literal('tallylight-report'),
  version: z.literal(1),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  summary: reportSummarySchema,
  /** One a second; of very long sessions every second, fourth, ... one is kept. */
  samples: z.array(healthSampleSchema),
});
export type SessionReport = z.infer<typeof sessionReportSchema>;
