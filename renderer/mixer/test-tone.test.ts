import { flashUs, toneAmplitude, toneHz } from '#shared/model/test-pattern.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { programUsAt, type AudioClockMap } from './audio-clock.ts';
import { writeTestTone } from './test-tone.ts';

it('sounds in the first 100 ms of each second, in phase with the program clock', () => {
  const map = { anchorFrame: 77, anchorUs: 1_795_000_000_250_000, usPerFrame: 1e6 / 48_000 };
  const second = new Float32Array(48_000);
  // Frame 77 is 250 ms into a second.
  writeTestTone(second, 77 + 36_000, map);
  expect(second[0]).toBeCloseTo(0, 6);
  expect(second[12]).toBeCloseTo(toneAmplitude, 6);
  expect(second.findLastIndex((sample) => Math.abs(sample) > 1e-6)).toBe(4799);
  expect(Math.max(...second)).toBeCloseTo(toneAmplitude, 6);
});

it('is exact for any clock, wherever a quantum begins', () => {
  const maps: fc.Arbitrary<AudioClockMap> = fc.record({
    anchorFrame: fc.integer({ min: 0, max: 1e9 }),
    anchorUs: fc.integer({ min: 1_700_000_000_000_000, max: 1_900_000_000_000_000 }),
    usPerFrame: fc.double({ min: 20.7, max: 20.95, noNaN: true }),
  });
  fc.assert(
    fc.property(maps, fc.integer({ min: -48_000, max: 480_000 }), (map, ahead) => {
      const frame = Math.max(0, map.anchorFrame + ahead);
      const quantum = new Float32Array(128);
      writeTestTone(quantum, frame, map);
      const sinceUs = map.anchorUs - (map.anchorUs % 1e6) - 100e6;
      let worst = 0;
      for (const [index, sample] of quantum.entries()) {
        const atUs = programUsAt(map, frame + index, sinceUs) % 1e6;
        const isEdge = atUs < 0.01 || Math.abs(atUs - flashUs) < 0.01 || atUs > 1e6 - 0.01;
        const expected =
          atUs < flashUs ? toneAmplitude * Math.sin(2 * Math.PI * toneHz * (atUs / 1e6)) : 0;
        if (!isEdge) worst = Math.max(worst, Math.abs(sample - expected));
      }
      expect(worst).toBeLessThan(1e-4);
    }),
    { numRuns: 2000 },
  );
});
