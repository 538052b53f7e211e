import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AudioClockMap } from './audio-clock.ts';
import { SoundQueue } from './sound-queue.ts';

const startUs = 1_795_000_000_000_000;
const map = (driftPpm = 0): AudioClockMap => ({
  anchorFrame: 0,
  anchorUs: startUs,
  usPerFrame: (1e6 / 48_000) * (1 + driftPpm * 1e-6),
});

/** Plays `seconds` in quanta, pushing 20 ms blocks of `signal(timeS)` a little ahead. */
function play(
  queue: SoundQueue,
  clock: AudioClockMap,
  { sampleRate, seconds, signal }: PlayOptions,
): { left: Float32Array; right: Float32Array } {
  const frames = Math.ceil((seconds * 48_000) / 128) * 128;
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  const blockFrames = Math.round(sampleRate / 50);
  let pushed = 0;
  for (let frame = 0; frame < frames; frame += 128) {
    while (pushed < (frame / 48_000 + 0.1) * sampleRate) {
      const first = pushed;
      const channel = Float32Array.from({ length: blockFrames }, (_, index) =>
        signal((first + index) / sampleRate),
      );
      const timestampUs = Math.round(startUs + (pushed * 1e6) / sampleRate);
      queue.push({ timestampUs, sampleRate, channels: [channel, channel.map((x) => -x)] });
      pushed += blockFrames;
    }
    queue.read(left.subarray(frame, frame + 128), right.subarray(frame, frame + 128), frame, clock);
  }
  return { left, right };
}
interface PlayOptions {
  readonly sampleRate: number;
  readonly seconds: number;
  readonly signal: (timeS: number) => number;
}

const sine =
  (hz: number) =>
  (timeS: number): number =>
    0.5 * Math.sin(2 * Math.PI * hz * timeS);

describe('SoundQueue', () => {
  it.each([
    [48_000, 0],
    [44_100, 0],
    [48_000, 3000],
    [44_100, -3000],
    [22_050, 5000],
  ])('plays %i Hz at its time on a device %i ppm off', (sampleRate, driftPpm) => {
    const clock = map(driftPpm);
    const signal = sine(440);
    const { left, right } = play(new SoundQueue(), clock, { sampleRate, seconds: 12, signal });
    let worst = 0;
    for (let frame = 480; frame < left.length; frame++) {
      const expected = signal((frame * clock.usPerFrame) / 1e6);
      const [l, r] = [left[frame] ?? NaN, right[frame] ?? NaN];
      worst = Math.max(worst, Math.abs(l - expected), Math.abs(l + r));
    }
    // Half a microsecond of rounded timestamps is 0.0007 here.
    expect(worst).toBeLessThan(1e-3);
  });

  it('is bit-exact where nothing has to be changed', () => {
    const queue = new SoundQueue();
    const samples = Float32Array.from({ length: 480 }, (_, index) => Math.sin(index));
    queue.push({ timestampUs: startUs, sampleRate: 50_000, channels: [samples] });
    const left = new Float32Array(480);
    queue.read(left, new Float32Array(480), 0, { ...map(), usPerFrame: 20 });
    expect([...left]).toEqual([...samples]);
  });

  it('is silent before and after, and where sound is missing', () => {
    const queue = new SoundQueue();
    const ones = new Float32Array(480).fill(1);
    queue.push({ timestampUs: startUs + 10_000, sampleRate: 48_000, channels: [ones] });
    queue.push({ timestampUs: startUs + 40_000, sampleRate: 48_000, channels: [ones] });
    const left = new Float32Array(4800);
    queue.read(left, new Float32Array(4800), 0, map());
    const loud = (from: number, to: number): number =>
      left.subarray(from, to).filter((sample) => sample > 0.99).length;
    expect(loud(0, 480)).toBe(0);
    expect(loud(484, 956)).toBe(472);
    expect(loud(964, 1916)).toBe(0);
    expect(loud(1924, 2396)).toBe(472);
    expect(loud(2404, 4800)).toBe(0);
  });

  it('skips what came too late', () => {
    const queue = new SoundQueue();
    const ramp = Float32Array.from({ length: 48_000 }, (_, index) => index);
    const left = new Float32Array(128);
    queue.read(left, new Float32Array(128), 0, map());
    queue.push({ timestampUs: startUs, sampleRate: 48_000, channels: [ramp] });
    queue.read(left, new Float32Array(128), 24_000, map());
    expect(left[0]).toBeCloseTo(24_000, 0);
  });

  it('plays the newer of two sounds for one time, and nothing after a reset', () => {
    const queue = new SoundQueue();
    const fill = (value: number): Float32Array => new Float32Array(4800).fill(value);
    queue.push({ timestampUs: startUs, sampleRate: 48_000, channels: [fill(1)] });
    queue.push({ timestampUs: startUs + 20_000, sampleRate: 48_000, channels: [fill(2)] });
    const left = new Float32Array(2048);
    queue.read(left, new Float32Array(2048), 0, map());
    expect(left[900]).toBeCloseTo(1, 3);
    expect(left[1000]).toBeCloseTo(2, 3);
    queue.clear();
    queue.read(left, new Float32Array(2048), 2048, map());
    expect(left.every((sample) => sample === 0)).toBe(true);
  });

  it('keeps at most five seconds', () => {
    const queue = new SoundQueue();
    const second = new Float32Array(48_000).fill(1);
    for (let at = 0; at < 20; at++) {
      queue.push({ timestampUs: startUs + at * 1e6, sampleRate: 48_000, channels: [second] });
    }
    const left = new Float32Array(128);
    queue.read(left, new Float32Array(128), 2 * 48_000, map());
    expect(left.every((sample) => sample === 0)).toBe(true);
    queue.read(left, new Float32Array(128), 18 * 48_000, map());
    expect(left.every((sample) => sample === 1)).toBe(true);
  });

  it('survives any blocks', () => {
    const blocks = fc.record({
      timestampUs: fc.integer({ min: startUs - 1e7, max: startUs + 1e7 }),
      sampleRate: fc.constantFrom(8000, 44_100, 48_000, 96_000),
      channels: fc.array(
        fc
          .array(fc.float({ noNaN: true, min: -1, max: 1 }), { maxLength: 64 })
          .map((samples) => Float32Array.from(samples)),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.array(blocks, { maxLength: 20 }), (pushed) => {
        const queue = new SoundQueue();
        const left = new Float32Array(128);
        for (const [index, block] of pushed.entries()) {
          queue.push(block);
          queue.read(left, new Float32Array(128), index * 128, map());
          expect(left.every((sample) => Math.abs(sample) <= 2)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
