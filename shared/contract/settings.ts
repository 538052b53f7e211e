import { z } from 'zod';
import {
  destinationSchema,
  outputSettingsSchema,
  recordingSettingsSchema,
  settingsSchema,
} from '../model/settings.ts';
import { defineService } from '../rpc/service.ts';

/** Output, recording and destinations. Served by the core; keys go in and never come out. */
export const settingsService = defineService({
  name: 'settings',
  methods: {
    get: { input: z.void(), output: settingsSchema },
    setOutput: { input: outputSettingsSchema, output: z.void() },
    setRecording: { input: recordingSettingsSchema, output: z.void() },
    setMonitorDevice: {
      input: z.strictObject({ deviceId: z.string().max(512).nullable() }),
      output: z.void(),
    },
    /**
     * Adds a destination or replaces the one of that id. `streamKey` goes to the vault; left out, the
     * stored one stays. A key found in the address is moved to the vault, too.
     */
    saveDestination: {
      input: z.strictObject({
        destination: destinationSchema,
        streamKey: z.string().max(2048).optional(),
      }),
      output: z.void(),
    },
    removeDestination: { input: z.strictObject({ id: z.string().max(64) }), output: z.void() },
    getVault: {
      input: z.void(),
      output: z.strictObject({
        kind: z.enum(['os-keyring', 'memory']),
        /** Why the keyring cannot be used, for the person. */
        notice: z.string().nullable(),
      }),
    },
  },
  events: { onDidChange: settingsSchema },
});
