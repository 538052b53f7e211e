import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  audioSampleRate,
  nominalUsPerFrame,
  programUsAt,
  type AudioClockMap,
} from './audio-clock.ts';
import { AudioClockEstimator } from './audio-clock-estimator.ts';

const blockFrames = 512;
const startUs = 1_795_000_000_000_000;

interface Simulation {
  readonly driftPpm: number;
  readonly seconds: number;
  readonly seed: number;
  /** Sound that the device leaves out, µs, from a frame on. */
  readonly lostUs?: (frame: number) => number;
}

interface Step {
  readonly atS: number;
  /** Stamp minus truth. */
  readonly errorUs: number;
}

/** A device that renders in bursts, and a worker that composes for 8 to 15 ms of every 33. */
function simulate({ driftPpm, seconds, seed, lostUs = () => 0 }: Simulation): {
  steps: Step[];
  maps: AudioClockMap[];
  estimator: AudioClockEstimator;
} {
  const random = randomFrom(seed);
  const estimator = new AudioClockEstimator();
  const usPerFrame = nominalUsPerFrame / (1 + driftPpm * 1e-6);
  const truth = (frame: number): number => startUs + frame * usPerFrame + lostUs(frame);
  const steps: Step[] = [];
  const maps: AudioClockMap[] = [];
  let busyUntilUs = 0;
  let pictureUs = startUs;
  for (let frame = 0; frame < seconds * audioSampleRate; frame += blockFrames) {
    const renderedUs = truth(Math.ceil((frame + blockFrames) / 1024) * 1024);
    while (pictureUs <= renderedUs) {
      busyUntilUs = pictureUs + 8_000 + random() * 7_000 + (random() < 0.002 ? 300_000 : 0);
      pictureUs = Math.max(pictureUs + 33_333, busyUntilUs);
    }
    const arrivalUs = Math.max(renderedUs, busyUntilUs) + random() * 400;
    const map = estimator.observe(frame, frame + blockFrames, arrivalUs);
    if (map) maps.push(map);
    const stampUs = estimator.programUsAt(frame) ?? NaN;
    steps.push({ atS: frame / audioSampleRate, errorUs: stampUs - truth(frame) });
  }
  return { steps, maps, estimator };
}

function spreadUs(steps: readonly Step[], fromS: number, toS = Infinity): number {
  const errors = steps.filter(({ atS }) => atS >= fromS && atS < toS).map((step) => step.errorUs);
  return errors.reduce((a, b) => Math.max(a, b)) - errors.reduce((a, b) => Math.min(a, b));
}

/** mulberry32, so that a failure repeats. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('AudioClockEstimator', () => {
  it.each([-3000, -200, 0, 40, 3000, 5000])(
    'keeps stamps within 2 ms over 10 minutes of %i ppm',
    (driftPpm) => {
      const { steps, estimator } = simulate({ driftPpm, seconds: 600, seed: 7 });
      expect(spreadUs(steps, 10)).toBeLessThan(2000);
      expect(Math.abs(estimator.driftPpm - driftPpm)).toBeLessThan(250);
    },
  );

  it('joins its maps without a step, whatever the drift and the jitter', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), fc.integer(), (driftPpm, seed) => {
        const { maps } = simulate({ driftPpm, seconds: 60, seed });
        const settled = maps.slice(50);
        for (const [index, map] of settled.entries()) {
          const before = settled[index - 1];
          if (!before) continue;
          expect(map.anchorFrame).toBeGreaterThan(before.anchorFrame);
          expect(Math.abs(programUsAt(before, map.anchorFrame) - map.anchorUs)).toBeLessThan(1);
          expect(Math.abs(map.usPerFrame / nominalUsPerFrame - 1)).toBeLessThan(0.013);
        }
      }),
      {
        numRuns: 100,
        examples: [
          [3361, 1083391159],
          [-1054, 1173920022],
        ],
      },
    );
  });

  it('steps once, within 1 s, where the device left out 40 ms', () => {
    const lost = 20 * audioSampleRate;
    const lostUs = (frame: number): number => (frame >= lost ? 40_000 : 0);
    const { steps, maps } = simulate({ driftPpm: 100, seconds: 40, seed: 3, lostUs });
    expect(spreadUs([...steps], 5, 19.9)).toBeLessThan(1500);
    expect(spreadUs(steps, 21)).toBeLessThan(1500);
    const stepped = maps.filter((map, index) => {
      const before = maps[index - 1];
      return before && Math.abs(programUsAt(before, map.anchorFrame) - map.anchorUs) > 1000;
    });
    expect(stepped.filter(({ anchorFrame }) => anchorFrame > 5 * audioSampleRate)).toHaveLength(1);
  });

  it('comes back after a suspension of 5 s', () => {
    const suspended = 20 * audioSampleRate;
    const lostUs = (frame: number): number => (frame >= suspended ? 5_000_000 : 0);
    const { steps } = simulate({ driftPpm: -500, seconds: 40, seed: 5, lostUs });
    const before = steps.filter(({ atS }) => atS > 10 && atS < 19.9).map((step) => step.errorUs);
    const after = steps.filter(({ atS }) => atS > 21).map((step) => step.errorUs);
    expect(Math.max(...before, ...after) - Math.min(...before, ...after)).toBeLessThan(2000);
  });

  it('starts anew where frames are missing', () => {
    const estimator = new AudioClockEstimator();
    estimator.observe(0, 512, startUs);
    const map = estimator.observe(4800, 5312, startUs + 900_000);
    expect(map?.anchorFrame).toBe(4800);
    expect(estimator.programUsAt(5312)).toBeCloseTo(startUs + 900_000, 0);
  });

  it('knows no time before the first block', () => {
    expect(new AudioClockEstimator().programUsAt(0)).toBeUndefined();
  });
});
