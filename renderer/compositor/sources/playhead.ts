/** Where a file stands on the program clock. */
export interface Playhead {
  /** How many times it has begun again. */
  readonly round: number;
  /** µs from its beginning. */
  readonly positionUs: number;
  /** It does not loop and is over: `positionUs` is its length. */
  readonly hasEnded: boolean;
}

/** The same for every copy of the document, however often the source went off air. */
export function playheadAt(
  nowUs: number,
  { startUs, durationUs, loop }: { startUs: number; durationUs: number; loop: boolean },
): Playhead {
  const elapsedUs = Math.max(0, nowUs - startUs);
  if (!loop && elapsedUs >= durationUs) return { round: 0, positionUs: durationUs, hasEnded: true };
  if (!loop || durationUs <= 0) return { round: 0, positionUs: elapsedUs, hasEnded: false };
  return {
    round: Math.floor(elapsedUs / durationUs),
    positionUs: elapsedUs % durationUs,
    hasEnded: false,
  };
}
