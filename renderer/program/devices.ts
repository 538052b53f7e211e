import type { MediaDevice } from '#shared/contract/producer.ts';
import { listInputs } from './capture.ts';

/** What Chromium lists twice: as itself and under these ids. */
const aliases = new Set(['default', 'communications']);

/**
 * Cameras, microphones and speakers by name: asks for permission where there is none yet. What is not
 * allowed is not listed.
 */
export async function listMediaDevices(devices: MediaDevices): Promise<MediaDevice[]> {
  for (const kind of ['videoinput', 'audioinput'] as const) {
    await listInputs(kind, devices).catch(() => []);
  }
  return (await devices.enumerateDevices())
    .filter(({ deviceId }) => deviceId !== '' && !aliases.has(deviceId))
    .map(({ kind, deviceId, label }) => ({
      kind: kinds[kind],
      id: deviceId,
      label,
      thumbnail: null,
    }));
}

const kinds = { videoinput: 'camera', audioinput: 'microphone', audiooutput: 'speaker' } as const;
