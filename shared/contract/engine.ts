import { z } from 'zod';
import {
  destinationSampleSchema,
  destinationStateSchema,
  recordingStateSchema,
} from '../model/broadcast.ts';
import { audioCodecs } from '../model/packet.ts';
import { defineService } from '../rpc/service.ts';
import { encoderCapabilitySchema } from './producer.ts';

/**
 * The media process. Served by the engine to the core alone, over a private pipe; so stream keys may
 * be arguments here, and the engine wraps them in `Secret` on arrival.
 */
export const engineService = defineService({
  name: 'engine',
  methods: {
    /** Gets ready for one program: the audio encoder and the hub. Packets come by the media channel. */
    openSession: {
      input: z.strictObject({
        audioCodec: z.enum(audioCodecs),
        audioBitrateKbps: z.int().positive(),
        fps: z.number().positive(),
      }),
      output: z.void(),
    },
    closeSession: { input: z.void(), output: z.void() },
    addDestination: {
      input: z.strictObject({
        id: z.string(),
        kind: z.literal('rtmp'),
        url: z.string(),
        streamKey: z.string(),
      }),
      output: z.void(),
    },
    removeDestination: { input: z.strictObject({ id: z.string() }), output: z.void() },
    retryDestination: { input: z.strictObject({ id: z.string() }), output: z.void() },
    startRecording: {
      input: z.strictObject({ file: z.string(), container: z.enum(['mp4', 'mkv']) }),
      output: z.void(),
    },
    stopRecording: {
      input: z.void(),
      output: z.strictObject({ file: z.string(), bytes: z.number(), durationMs: z.number() }),
    },
    listEncoders: { input: z.void(), output: z.array(encoderCapabilitySchema) },
  },
  events: {
    onDidChangeDestination: z.strictObject({ id: z.string(), state: destinationStateSchema }),
    onDidChangeRecording: recordingStateSchema,
    /** Once a second while a session is open. */
    onDidSample: z.strictObject({
      destinations: z.array(destinationSampleSchema),
      recordingBytes: z.number(),
      audioDriftPpm: z.number(),
    }),
  },
});
