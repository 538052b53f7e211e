/**
 * The delay of each strip, s, from its sync offset, ms. No sound can be played before it was heard,
 * so a negative offset delays all the others.
 */
export function planDelays(offsetsMs: ReadonlyMap<string, number>): Map<string, number> {
  const earliestMs = Math.min(0, ...offsetsMs.values());
  return new Map([...offsetsMs].map(([id, offsetMs]) => [id, (offsetMs - earliestMs) / 1000]));
}

/** The most that `planDelays` can ask for: the schema's 5 s after 2 s before. */
export const maxDelayS = 7;
