import { spawnSync } from 'node:child_process';
import { flashUs, readCounter, readFlash } from '#shared/model/test-pattern.ts';

/** Runs one of FFmpeg's programs; throws with what it said when it fails. */
function run(
  program: 'ffmpeg' | 'ffprobe',
  args: readonly string[],
): { out: Buffer; said: string } {
  const result = spawnSync(program, args, { maxBuffer: 1 << 30 });
  const said = result.stderr?.toString() ?? `${program} is not installed`;
  if (result.status !== 0) throw new Error(`${program}: ${said}`);
  return { out: result.stdout, said };
}

/** Decodes everything; returns what there was to complain about. */
export function decodeComplaints(file: string): string {
  return run('ffmpeg', ['-v', 'error', '-xerror', '-i', file, '-f', 'null', '-']).said;
}

/** Presentation times in seconds, in the file's order. */
export function packetTimes(file: string, stream: 'v' | 'a'): number[] {
  const select = ['-select_streams', stream, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const { out } = run('ffprobe', ['-v', 'error', ...select, file]);
  return out
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number.parseFloat(line));
}

export interface PatternReading {
  /** The counters of the pictures, null where one is not readable. */
  readonly counters: readonly (number | null)[];
  /** For each full second with flash and beep: how much later than the flash the beep is heard. */
  readonly skewsMs: readonly number[];
}

/** Reads the test pattern of a recording of `width` by `height`. */
export function readPattern(file: string, width: number, height: number): PatternReading {
  const video = run('ffmpeg', [
    ...['-v', 'error', '-i', file, '-map', '0:v', '-fps_mode', 'passthrough'],
    ...['-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
  ]).out;
  const sound = run('ffmpeg', [
    ...['-v', 'error', '-i', file, '-map', '0:a', '-af', 'aresample=async=1:first_pts=0'],
    ...['-ac', '1', '-ar', '48000', '-f', 'f32le', '-'],
  ]).out;
  const samples = new Float32Array(new Uint8Array(sound).buffer);
  const times = packetTimes(file, 'v');
  const frames = times.map((_, index) =>
    video.subarray(index * width * height, (index + 1) * width * height),
  );
  const isLit = frames.map((luma) => readFlash(luma, width, height, width));
  const skewsMs = times.flatMap((flashS, index) => {
    if (index === 0 || !isLit[index] || isLit[index - 1]) return [];
    const centreS = flashS + flashUs / 2e6;
    const around = soundCentre(samples, Math.round((centreS - 0.3) * 48_000), 0.6 * 48_000);
    return around === undefined ? [] : [(around / 48_000 - centreS) * 1000];
  });
  return { counters: frames.map((luma) => readCounter(luma, width, height, width)), skewsMs };
}

/** The centre of energy of what is loud between two samples. */
function soundCentre(samples: Float32Array, from: number, count: number): number | undefined {
  if (from < 0 || from + count > samples.length) return undefined;
  let energy = 0;
  let moment = 0;
  for (let index = from; index < from + count; index += 1) {
    const power = (samples[index] ?? 0) ** 2;
    energy += power;
    moment += power * index;
  }
  return energy > 1 ? moment / energy : undefined;
}
