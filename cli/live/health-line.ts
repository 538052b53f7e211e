import type { DestinationSample, HealthSample, RecordingState } from '#shared/model/broadcast.ts';
import { assertNever } from '#shared/lib/assert-never.ts';

/** One second of a broadcast in one line; `previous` is the sample before, for rates. */
export function healthLine(
  sample: HealthSample,
  previous: HealthSample | undefined,
  startedAtMs: number,
): string {
  const { compositor } = sample;
  const parts = [clockText(sample.atMs - startedAtMs)];
  if (compositor) {
    const seconds = previous ? (sample.atMs - previous.atMs) / 1000 : 0;
    const before = previous?.compositor;
    if (before && seconds > 0) {
      const fps = Math.max(0, compositor.framesEncoded - before.framesEncoded) / seconds;
      parts.push(`${fps.toFixed(1)} fps`);
    }
    parts.push(`lagged ${compositor.framesLagged}`, `skipped ${compositor.framesSkipped}`);
    parts.push(...compositor.sourceTroubles.map(({ trouble }) => trouble));
  } else {
    parts.push('no picture');
  }
  parts.push(...sample.destinations.map(destinationText));
  const recording = recordingText(sample.recording.state, sample.recording.bytesWritten);
  if (recording) parts.push(recording);
  parts.push(`CPU ${sample.cpuCores.toFixed(2)} cores`, `${Math.round(sample.memoryMb)} MB`);
  return parts.join('  ');
}

function destinationText(sample: DestinationSample): string {
  const { state } = sample;
  switch (state.kind) {
    case 'idle':
      return 'idle';
    case 'connecting':
      return `connecting (${state.step})`;
    case 'live':
      return `live ${Math.round(sample.bitrateKbps)} kb/s queue ${Math.round(sample.queueMs)} ms dropped ${sample.framesDropped}`;
    case 'reconnecting':
      return `reconnecting, attempt ${state.attempt}`;
    case 'failed':
      return `failed (${state.failure.reason})`;
    default:
      return assertNever(state);
  }
}

function recordingText(state: RecordingState, bytes: number): string | null {
  switch (state.kind) {
    case 'idle':
      return null;
    case 'recording':
      return `recording ${(bytes / 1e6).toFixed(1)} MB`;
    case 'failed':
      return 'recording failed';
    default:
      return assertNever(state);
  }
}

/** `0:07`, `12:34`, `1:02:03`. */
export function clockText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}
