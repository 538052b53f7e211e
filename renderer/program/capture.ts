import { assertNever } from '#shared/lib/assert-never.ts';
import type { MediaDevice } from '#shared/contract/producer.ts';
import type { Source, SourceOf } from '#shared/model/source.ts';
import { CaptureError } from './capture-error.ts';
import { matchDevice, type WantedDevice } from './device-match.ts';

export type DeviceSource = SourceOf<
  'camera' | 'display' | 'window' | 'microphone' | 'system-audio'
>;

export function isDeviceSource(source: Source): source is DeviceSource {
  return ['camera', 'display', 'window', 'microphone', 'system-audio'].includes(source.kind);
}

/** Whether both name the same device in the same way; names and mixer strips do not matter. */
export function isSameCapture(one: DeviceSource, other: DeviceSource): boolean {
  return captureKey(one) === captureKey(other);
}

function captureKey(source: DeviceSource): string {
  return JSON.stringify({ ...source, name: '', audio: null });
}

/** Screens and windows by id, in hosts that list them. */
export interface CaptureTargets {
  list(): Promise<readonly MediaDevice[]>;
  /** What the next `getDisplayMedia` gets. */
  choose(target: { id: string; systemAudio: boolean }): Promise<void>;
}

export interface CaptureOptions {
  readonly devices: MediaDevices;
  /** Null where the browser's own picker asks. */
  readonly targets: CaptureTargets | null;
  readonly fps: number;
}

/** Whether the source is asked for by `getDisplayMedia`, and so, in a browser, of the person. */
export function isShared({ kind }: DeviceSource): boolean {
  return kind === 'display' || kind === 'window' || kind === 'system-audio';
}

/** Opens the source's device. Rejects with a `CaptureError`; the caller stops the tracks. */
export async function capture(
  source: DeviceSource,
  options: CaptureOptions,
): Promise<MediaStreamTrack> {
  try {
    return await openTrack(source, options);
  } catch (error) {
    throw CaptureError.from(error);
  }
}

async function openTrack(source: DeviceSource, options: CaptureOptions): Promise<MediaStreamTrack> {
  switch (source.kind) {
    case 'camera': {
      const { width, height, fps } = source;
      const deviceId = await resolveId('videoinput', source, options.devices);
      const video = {
        ...deviceId,
        width: { ideal: width },
        height: { ideal: height },
        frameRate: { ideal: fps },
      };
      return only('video', await options.devices.getUserMedia({ video }));
    }
    case 'microphone': {
      const { echoCancellation, noiseSuppression } = source;
      const deviceId = await resolveId('audioinput', source, options.devices);
      const audio = { ...deviceId, echoCancellation, noiseSuppression, autoGainControl: false };
      return only('audio', await options.devices.getUserMedia({ audio }));
    }
    case 'display':
    case 'window':
      return sharePicture(source, options);
    case 'system-audio':
      return shareSound(options);
    default:
      return assertNever(source);
  }
}

async function sharePicture(
  source: SourceOf<'display' | 'window'>,
  { devices, targets, fps }: CaptureOptions,
): Promise<MediaStreamTrack> {
  if (targets) {
    const id = resolveTarget(source, await targets.list());
    await targets.choose({ id, systemAudio: false });
  }
  const video = {
    displaySurface: source.kind === 'display' ? 'monitor' : 'window',
    frameRate: { ideal: fps, max: fps },
    cursor: source.kind === 'display' && !source.showCursor ? 'never' : 'always',
  };
  return only('video', await devices.getDisplayMedia({ video }));
}

async function shareSound({ devices, targets }: CaptureOptions): Promise<MediaStreamTrack> {
  await targets?.choose({ id: '', systemAudio: true });
  const request = {
    // Without a picture no browser gives a screen's sound.
    video: true,
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    systemAudio: 'include',
  };
  const stream = await devices.getDisplayMedia(request);
  if (stream.getAudioTracks().length > 0) return only('audio', stream);
  for (const track of stream.getTracks()) track.stop();
  throw new CaptureError('no-sound', 'the stream has no sound');
}

function resolveTarget(
  source: SourceOf<'display' | 'window'>,
  listed: readonly MediaDevice[],
): string {
  const targets = listed
    .filter(({ kind }) => kind === source.kind)
    .map(({ id, label }) => ({ deviceId: id, label }));
  const wanted: WantedDevice =
    source.kind === 'display'
      ? { deviceId: source.displayId, deviceLabel: '' }
      : { deviceId: source.windowId, deviceLabel: source.windowTitle };
  const match = matchDevice(targets, wanted);
  const target = match.kind === 'default' ? targets[0] : match.kind === 'found' && match.device;
  if (!target) throw new CaptureError('missing', 'the screen or window is not there');
  return target.deviceId;
}

async function resolveId(
  kind: 'videoinput' | 'audioinput',
  wanted: WantedDevice,
  devices: MediaDevices,
): Promise<{ deviceId?: { exact: string } }> {
  const match = matchDevice(await listInputs(kind, devices), wanted);
  if (match.kind === 'missing') throw new CaptureError('missing', 'no device of that name');
  return match.kind === 'found' ? { deviceId: { exact: match.device.deviceId } } : {};
}

/** With labels, which a browser tells only after a permission: asks for it where there is none yet. */
export async function listInputs(
  kind: 'videoinput' | 'audioinput',
  devices: MediaDevices,
): Promise<MediaDeviceInfo[]> {
  const list = async (): Promise<MediaDeviceInfo[]> =>
    (await devices.enumerateDevices()).filter((device) => device.kind === kind);
  const listed = await list();
  if (listed.length === 0 || listed.some(({ label }) => label !== '')) return listed;
  const stream = await devices.getUserMedia(
    kind === 'videoinput' ? { video: true } : { audio: true },
  );
  for (const track of stream.getTracks()) track.stop();
  return list();
}

/** The stream's one track of `kind`; the others are stopped. */
function only(kind: 'video' | 'audio', stream: MediaStream): MediaStreamTrack {
  const wanted = stream.getTracks().find((track) => track.kind === kind);
  for (const track of stream.getTracks()) if (track !== wanted) track.stop();
  if (!wanted) throw new CaptureError('failed', `the stream has no ${kind}`);
  return wanted;
}
