/**
 * The program clock (law 2): integer microseconds since the Unix epoch as the producing page reads
 * it once at start, then monotonic. Frame `n` of the program is due at `n / fps` seconds on it, so
 * full seconds fall on frames and any process on the machine can tell the latency of what it sees.
 */
export function programNowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/**
 * The number of the frame that is on air at `timestampUs`. Times are rounded to microseconds, so a
 * frame begins up to one microsecond early: the inverse of `frameTimestampUs` at any rate.
 */
export function frameNumberAt(timestampUs: number, fps: number): number {
  return Math.floor(((timestampUs + 1) * fps) / 1e6);
}

/** When frame `frameNumber` is due, rounded to whole microseconds. */
export function frameTimestampUs(frameNumber: number, fps: number): number {
  return Math.round((frameNumber * 1e6) / fps);
}
