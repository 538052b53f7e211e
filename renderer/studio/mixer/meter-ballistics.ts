/** What a meter shows: the level, and the highest one of late. In dBFS; silence is −Infinity. */
export interface MeterState {
  readonly levelDb: number;
  readonly holdDb: number;
  readonly holdUntilMs: number;
  readonly atMs: number;
}

/** As IEC 60268-10 type I falls: 20 dB in 1.7 s; rounded, for it only must look calm. */
const fallDbPerS = 12;
const holdMs = 1500;
/** The bottom of the scale. */
export const meterFloorDb = -60;

export const restingMeter: MeterState = {
  levelDb: -Infinity,
  holdDb: -Infinity,
  holdUntilMs: 0,
  atMs: 0,
};

/** Rises at once, falls steadily; the hold stays for a while. */
export function stepMeter(state: MeterState, peakDb: number, nowMs: number): MeterState {
  const fallen = state.levelDb - (fallDbPerS * Math.max(0, nowMs - state.atMs)) / 1000;
  const level = Math.max(peakDb, fallen);
  const levelDb = level < meterFloorDb ? -Infinity : level;
  const isNewHold = levelDb >= state.holdDb || nowMs >= state.holdUntilMs;
  return {
    levelDb,
    holdDb: isNewHold ? levelDb : state.holdDb,
    holdUntilMs: isNewHold ? nowMs + holdMs : state.holdUntilMs,
    atMs: nowMs,
  };
}

/** Where a level stands on the scale, 0 to 1. */
export function meterFraction(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / meterFloorDb));
}
