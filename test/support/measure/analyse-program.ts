import { counterModulus } from '#shared/model/test-pattern.ts';
import { decodeSound, decodeVideo, type MeasuredFrame } from './decode.ts';
import { percentile } from './statistics.ts';
import { ToneOnsets } from './tone-onsets.ts';

export interface FrameCounts {
  readonly decoded: number;
  /** From the first to the last counter read. */
  readonly expected: number;
  /** Different counters read. */
  readonly arrived: number;
  readonly missing: number;
  readonly duplicated: number;
  readonly outOfOrder: number;
  /** Pictures without a counter that can be read. */
  readonly unreadable: number;
}

export interface Skew {
  /** Full seconds that had both a flash and a tone. */
  readonly count: number;
  /** Sound minus picture in ms, one a second: positive is late sound. */
  readonly eachMs: readonly number[];
  readonly p50Ms: number;
  /** Of the magnitude. */
  readonly p95Ms: number;
  readonly maxMs: number;
}

export interface ProgramAnalysis {
  readonly frames: FrameCounts;
  readonly skew: Skew;
  readonly backwardTimestamps: { readonly video: number; readonly audio: number };
  /** Places where sound does not follow on the sound before. */
  readonly soundGaps: number;
  readonly width: number;
  readonly height: number;
  /** From the first picture to the end of the last. */
  readonly durationS: number;
}

/**
 * Measures a file of the test pattern: what is missing, doubled or out of order by its counters, and
 * the skew of each full second. Decoding errors throw.
 */
export async function analyseProgram(
  file: string,
  { fps = 30 }: { fps?: number } = {},
): Promise<ProgramAnalysis> {
  const video = await decodeVideo(file);
  if (!video) throw new Error(`${file}: no video`);
  const tones = new ToneOnsets();
  const audioBackwards = await decodeSound(file, (sound) => {
    tones.push(sound);
  });
  const first = video.frames[0];
  const last = video.frames.at(-1);
  return {
    frames: countFrames(video.frames),
    skew: measureSkew(fullSecondsUs(video.frames, fps), tones.find()),
    backwardTimestamps: { video: video.backwardTimestamps, audio: audioBackwards ?? 0 },
    soundGaps: tones.gaps,
    width: video.width,
    height: video.height,
    durationS: first && last ? (last.ptsUs - first.ptsUs) / 1e6 + 1 / fps : 0,
  };
}

/** The signed difference of two counters, across their wrap. */
function counterStep(from: number, to: number): number {
  const step = (to - from + counterModulus) % counterModulus;
  return step > counterModulus / 2 ? step - counterModulus : step;
}

export function countFrames(frames: readonly MeasuredFrame[]): FrameCounts {
  const seen = new Set<number>();
  let outOfOrder = 0;
  let duplicated = 0;
  let first: number | undefined;
  let previous: number | undefined;
  let lowest = 0;
  let highest = -1;
  for (const { counter } of frames) {
    if (counter === null) continue;
    first ??= counter;
    const relative = counterStep(first, counter);
    lowest = Math.min(lowest, relative);
    highest = Math.max(highest, relative);
    if (seen.has(counter)) duplicated++;
    else if (previous !== undefined && relative < previous) outOfOrder++;
    seen.add(counter);
    previous = relative;
  }
  const expected = highest - lowest + 1;
  return {
    decoded: frames.length,
    expected,
    arrived: seen.size,
    missing: expected - seen.size,
    duplicated,
    outOfOrder,
    unreadable: frames.filter((frame) => frame.counter === null).length,
  };
}

/**
 * When the picture of each full second is shown. The flash lights on that frame; where that very
 * frame is missing, the counter of the first lit one says how late it is.
 */
export function fullSecondsUs(frames: readonly MeasuredFrame[], fps: number): number[] {
  const onsets = frames.filter(
    (frame, index) => frame.flash && frames[index - 1] !== undefined && !frames[index - 1]?.flash,
  );
  const first = onsets.find((frame) => frame.counter !== null)?.counter;
  if (first === undefined || first === null) return onsets.map((frame) => frame.ptsUs);
  const phases = onsets.map(({ counter }) =>
    counter === null ? 0 : ((counterStep(first, counter) % fps) + fps) % fps,
  );
  const usual = mostCommon(phases);
  return onsets.map((frame, index) => {
    const late = ((phases[index] ?? usual) - usual + fps) % fps;
    const frameLate = frame.counter === null || late > fps / 2 ? 0 : late;
    return frame.ptsUs - (frameLate * 1e6) / fps;
  });
}

export function measureSkew(picturesUs: readonly number[], tonesUs: readonly number[]): Skew {
  const eachMs = picturesUs.flatMap((pictureUs) => {
    const nearest = tonesUs.reduce<number | undefined>(
      (best, toneUs) =>
        best === undefined || Math.abs(toneUs - pictureUs) < Math.abs(best - pictureUs)
          ? toneUs
          : best,
      undefined,
    );
    // Beyond half a second it is another second's tone.
    return nearest === undefined || Math.abs(nearest - pictureUs) > 500_000
      ? []
      : [(nearest - pictureUs) / 1000];
  });
  const magnitudes = eachMs.map(Math.abs);
  return {
    count: eachMs.length,
    eachMs,
    p50Ms: percentile(eachMs, 0.5),
    p95Ms: percentile(magnitudes, 0.95),
    maxMs: percentile(magnitudes, 1),
  };
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
