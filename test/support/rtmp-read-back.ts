import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requirePeer } from './peers.ts';

const run = promisify(execFile);

export interface ReadBack {
  readonly videoFrames: number;
  readonly audioFrames: number;
  /** Decode times by stream, seconds, in file order. */
  readonly videoTimesS: readonly number[];
  readonly audioTimesS: readonly number[];
  /** Decoded pictures and sound without an error say nothing. */
  readonly warnings: string;
}

/** What FFmpeg finds in a file or address: packets by FFprobe, then a full decode for its warnings. */
export async function readBack(input: string): Promise<ReadBack> {
  const { stdout, stderr } = await run(
    requirePeer('ffprobe'),
    ['-v', 'warning', '-show_entries', 'packet=codec_type,dts_time', '-of', 'csv=p=0', input],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const rows = stdout.split('\n').map((line) => line.split(','));
  const times = (kind: string): number[] =>
    rows.filter(([type]) => type === kind).map(([, time]) => Number(time));
  const decode = await run(requirePeer('ffmpeg'), [
    ...['-v', 'warning', '-xerror', '-i', input, '-f', 'null', '-'],
  ]);
  return {
    videoFrames: times('video').length,
    audioFrames: times('audio').length,
    videoTimesS: times('video'),
    audioTimesS: times('audio'),
    warnings: stderr + decode.stderr,
  };
}

/** Whether no time is before the one ahead of it. */
export function isMonotone(times: readonly number[]): boolean {
  return times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0));
}
