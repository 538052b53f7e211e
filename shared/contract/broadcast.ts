import { z } from 'zod';
import {
  broadcastStateSchema,
  destinationStateSchema,
  healthSampleSchema,
  recordingStateSchema,
} from '../model/broadcast.ts';
import { defineService } from '../rpc/service.ts';

export const broadcastStatusSchema = z.strictObject({
  broadcast: broadcastStateSchema,
  recording: recordingStateSchema,
  destinations: z.array(z.strictObject({ id: z.string(), state: destinationStateSchema })),
  /** Whether some page is there to make the picture. */
  producer: z.boolean(),
});
export type BroadcastStatus = z.infer<typeof broadcastStatusSchema>;

/** Going live and recording. Served by the core. */
export const broadcastService = defineService({
  name: 'broadcast',
  methods: {
    getStatus: { input: z.void(), output: broadcastStatusSchema },
    /** Goes live to all enabled destinations. Resolves when encoding and at least one publish began. */
    goLive: { input: z.void(), output: z.void() },
    stop: { input: z.void(), output: z.void() },
    retryDestination: { input: z.strictObject({ id: z.string().max(64) }), output: z.void() },
    /** `file` left out: a name with date and time in the recording folder. */
    startRecording: {
      input: z.strictObject({ file: z.string().max(4096).optional() }),
      output: z.strictObject({ file: z.string() }),
    },
    stopRecording: {
      input: z.void(),
      output: z.strictObject({ file: z.string(), bytes: z.number(), durationMs: z.number() }),
    },
  },
  events: { onDidChangeStatus: broadcastStatusSchema, onDidSample: healthSampleSchema },
});
