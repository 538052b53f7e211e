import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maxDelayS, planDelays } from './sync-offsets.ts';

it('delays only what is to come later', () => {
  expect(
    planDelays(
      new Map([
        ['a', 0],
        ['b', 120],
      ]),
    ),
  ).toEqual(
    new Map([
      ['a', 0],
      ['b', 0.12],
    ]),
  );
  expect(planDelays(new Map())).toEqual(new Map());
});

it('delays all the others where one is to come earlier', () => {
  const delays = planDelays(
    new Map([
      ['a', 0],
      ['b', -300],
      ['c', 50],
      ['d', -100],
    ]),
  );
  expect(delays).toEqual(
    new Map([
      ['a', 0.3],
      ['b', 0],
      ['c', 0.35],
      ['d', 0.2],
    ]),
  );
});

it('keeps every distance, with delays that a DelayNode can make', () => {
  const offsets = fc.dictionary(fc.string(), fc.integer({ min: -2000, max: 5000 }));
  fc.assert(
    fc.property(offsets, (byId) => {
      const entries = Object.entries(byId);
      const delays = planDelays(new Map(entries));
      const shifts = entries.map(([id, offsetMs]) => (delays.get(id) ?? NaN) - offsetMs / 1000);
      for (const shift of shifts) expect(shift).toBeCloseTo(shifts[0] ?? NaN, 9);
      for (const delayS of delays.values()) {
        expect(delayS >= 0 && delayS <= maxDelayS).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});
