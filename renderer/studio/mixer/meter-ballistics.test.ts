import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meterFraction, restingMeter, stepMeter } from './meter-ballistics.ts';

describe('stepMeter', () => {
  it('rises at once and falls 12 dB in a second', () => {
    const loud = stepMeter(restingMeter, -6, 1000);
    expect(loud.levelDb).toBe(-6);
    expect(stepMeter(loud, -Infinity, 2000).levelDb).toBeCloseTo(-18, 6);
  });

  it('holds the peak for a while', () => {
    const loud = stepMeter(restingMeter, -6, 1000);
    const later = stepMeter(loud, -40, 2400);
    expect(later.holdDb).toBe(-6);
    expect(stepMeter(later, -40, 2600).holdDb).toBeLessThan(-20);
  });

  it('comes to rest in silence', () => {
    const loud = stepMeter(restingMeter, 0, 0);
    const state = stepMeter(stepMeter(loud, -Infinity, 9000), -Infinity, 18_000);
    expect(state.levelDb).toBe(-Infinity);
    expect(state.holdDb).toBe(-Infinity);
  });

  it('never shows less than what is there', () => {
    const peaks = fc.array(fc.double({ min: -59, max: 6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(peaks, (levels) => {
        let state = restingMeter;
        for (const [index, level] of levels.entries()) {
          state = stepMeter(state, level, index * 33);
          expect(state.levelDb).toBeGreaterThanOrEqual(level);
          expect(state.holdDb).toBeGreaterThanOrEqual(state.levelDb);
        }
      }),
    );
  });
});

describe('meterFraction', () => {
  it.each([
    [-Infinity, 0],
    [-60, 0],
    [-30, 0.5],
    [0, 1],
    [12, 1],
  ])('%d dB', (db, fraction) => {
    expect(meterFraction(db)).toBe(fraction);
  });
});
