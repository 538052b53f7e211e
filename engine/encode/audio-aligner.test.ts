import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioAligner, type AlignedAudio } from './audio-aligner.ts';

const rate = 48_000;

interface Device {
  /** How much faster than 48 kHz it runs. */
  readonly ppm: number;
  readonly noiseMs?: number;
  readonly chunkSamples?: number;
  readonly seconds: number;
  readonly signal?: (programS: number) => number;
}

/** A sine of 1 kHz on the program clock, as a device with another clock would deliver it. */
const tone = (programS: number): number => 0.25 * Math.sin(2 * Math.PI * 1000 * programS);

function run(aligner: AudioAligner, device: Device, startUs = 1e15): AlignedAudio[] {
  const { ppm, noiseMs = 0, chunkSamples = 480, seconds, signal = tone } = device;
  const aligned: AlignedAudio[] = [];
  const random = makeRandom(ppm);
  const deviceRate = rate * (1 + ppm / 1e6);
  const total = Math.round(seconds * deviceRate);
  for (let first = 0; first < total; first += chunkSamples) {
    const samples = new Float32Array(chunkSamples * 2);
    for (let index = 0; index < chunkSamples; index += 1) {
      samples.fill(signal((first + index) / deviceRate), 2 * index, 2 * index + 2);
    }
    const noiseUs = first === 0 ? 0 : (random() * 2 - 1) * noiseMs * 1000;
    aligned.push(
      ...aligner.push(Math.round(startUs + (first / deviceRate) * 1e6 + noiseUs), samples),
    );
  }
  return aligned;
}

function makeRandom(seed: number): () => number {
  let state = (Math.abs(seed) + 1) * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

function left(aligned: readonly AlignedAudio[]): Float32Array {
  const last = aligned.at(-1);
  const joined = new Float32Array(last ? last.position + last.samples.length / 2 : 0);
  for (const { position, samples } of aligned) {
    for (let index = 0; index < samples.length; index += 2) {
      joined[position + index / 2] = samples[index] ?? 0;
    }
  }
  return joined;
}

interface Fit {
  readonly phase: number;
  readonly amplitude: number;
  readonly residue: number;
}

function fitSine(samples: Float32Array, from: number, count: number, hz: number): Fit {
  const step = (2 * Math.PI * hz) / rate;
  let sine = 0;
  let cosine = 0;
  for (let index = from; index < from + count; index += 1) {
    sine += (samples[index] ?? 0) * Math.sin(step * index) * (2 / count);
    cosine += (samples[index] ?? 0) * Math.cos(step * index) * (2 / count);
  }
  let residue = 0;
  for (let index = from; index < from + count; index += 1) {
    const fitted = sine * Math.sin(step * index) + cosine * Math.cos(step * index);
    residue += ((samples[index] ?? 0) - fitted) ** 2 / count;
  }
  return { phase: Math.atan2(cosine, sine), amplitude: Math.hypot(sine, cosine), residue };
}

/**
 * Against a sine at `hz`: its delay, the pitch's error, and THD+N, for which the meter tunes in on the
 * pitch as it is.
 */
function analyse(
  samples: Float32Array,
  from: number,
  count: number,
  hz = 1000,
): { delayMs: number; pitchPpm: number; noiseDb: number } {
  const half = count / 2;
  const [early, late] = [fitSine(samples, from, half, hz), fitSine(samples, from + half, half, hz)];
  const pitchHz = hz + (late.phase - early.phase) / (2 * Math.PI * (half / rate));
  const tuned = fitSine(samples, from, count, pitchHz);
  return {
    delayMs: (-(early.phase + late.phase) / 2 / (2 * Math.PI * hz)) * 1000,
    pitchPpm: (pitchHz / hz - 1) * 1e6,
    noiseDb: 10 * Math.log10(tuned.residue / (tuned.amplitude ** 2 / 2)),
  };
}

const isGapless = (aligned: readonly AlignedAudio[]): boolean =>
  aligned.every(
    ({ position }, index) =>
      position === aligned.slice(0, index).reduce((sum, part) => sum + part.samples.length / 2, 0),
  );

describe('AudioAligner', () => {
  it.each([0, 1000, -1000, 3000, -3000, 5000])(
    'keeps a tone clean and in place at %i ppm',
    (ppm) => {
      const aligner = new AudioAligner();
      const samples = left(run(aligner, { ppm, seconds: 20 }));
      expect(samples.length / rate).toBeGreaterThan(19.9);
      for (let second = 10; second < 19; second += 1) {
        const { delayMs, noiseDb } = analyse(samples, second * rate, rate / 5);
        expect(noiseDb).toBeLessThan(-60);
        expect(Math.abs(delayMs)).toBeLessThan(0.4);
      }
      expect(aligner.driftPpm).toBeCloseTo(ppm, -1);
    },
  );

  it.each([1000, 3000, -3000])('does not let noise of ±2 ms wobble the pitch at %i ppm', (ppm) => {
    const aligner = new AudioAligner();
    const samples = left(run(aligner, { ppm, noiseMs: 2, seconds: 40 }));
    for (let second = 15; second < 39; second += 1) {
      const { delayMs, pitchPpm, noiseDb } = analyse(samples, second * rate, rate / 5);
      expect(Math.abs(delayMs)).toBeLessThan(0.45);
      expect(Math.abs(pitchPpm)).toBeLessThan(100);
      expect(noiseDb).toBeLessThan(-60);
    }
    expect(Math.abs(aligner.driftPpm - ppm)).toBeLessThan(60);
  });

  it(
    'stays within 2 ms at ±3000 ppm once it locked, whatever the chunks',
    { timeout: 20_000 },
    () => {
      const property = fc.property(
        fc.integer({ min: -3000, max: 3000 }),
        fc.integer({ min: 100, max: 2000 }),
        (ppm, chunkSamples) => {
          // A ramp of program time: the output's own value tells where it stands.
          const signal = (programS: number): number => programS;
          const samples = left(
            run(new AudioAligner(), { ppm, noiseMs: 2, chunkSamples, seconds: 12, signal }),
          );
          for (let index = 8 * rate; index < samples.length; index += 997) {
            expect(Math.abs((samples[index] ?? 0) - index / rate)).toBeLessThan(0.002);
          }
        },
      );
      fc.assert(property, { numRuns: 8 });
    },
  );

  it('passes a high tone as well as a low one', () => {
    const signal = (programS: number): number => 0.25 * Math.sin(2 * Math.PI * 15_000 * programS);
    const samples = left(run(new AudioAligner(), { ppm: 1000, seconds: 12, signal }));
    expect(analyse(samples, 11 * rate, rate / 2, 15_000).noiseDb).toBeLessThan(-50);
  });

  it.each([500, 40])('fills a gap of %i ms with silence and goes on in place', (gapMs) => {
    const aligner = new AudioAligner();
    const startUs = 5_000_000;
    const before = run(aligner, { ppm: 0, seconds: 1 }, startUs);
    const after = run(aligner, { ppm: 0, seconds: 1 }, startUs + 1e6 + gapMs * 1000);
    const aligned = [...before, ...after];
    expect(isGapless(aligned)).toBe(true);
    const samples = left(aligned);
    expect(samples.length / rate).toBeCloseTo(2 + gapMs / 1000, 2);
    expect(
      samples.slice(1.005 * rate, (0.995 + gapMs / 1000) * rate).every((sample) => sample === 0),
    ).toBe(true);
    expect(Math.abs(analyse(samples, 1.6 * rate, rate / 2).delayMs)).toBeLessThan(0.1);
  });

  it('cuts what comes twice, at once', () => {
    const aligner = new AudioAligner();
    const startUs = 5_000_000;
    const before = run(aligner, { ppm: 0, seconds: 1 }, startUs);
    const after = run(aligner, { ppm: 0, seconds: 1 }, startUs + 600_000);
    const aligned = [...before, ...after];
    expect(isGapless(aligned)).toBe(true);
    const samples = left(aligned);
    expect(samples.length / rate).toBeCloseTo(1.6, 2);
    expect(Math.abs(analyse(samples, 1.1 * rate, rate * 0.4).delayMs)).toBeLessThan(0.1);
  });

  it('leaves a gap of hours open', () => {
    const aligner = new AudioAligner();
    run(aligner, { ppm: 0, seconds: 1 }, 0);
    const after = run(aligner, { ppm: 0, seconds: 0.1 }, 3600e6);
    expect(after.some(({ position }) => position === 3600 * rate)).toBe(true);
    expect(after.reduce((sum, { samples }) => sum + samples.length / 2, 0)).toBeLessThan(rate);
  });
});
