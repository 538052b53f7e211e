import { expect, it } from 'vitest';
import { fromDb, LevelMeter, metersPerSecond, toDb, type LevelReading } from './level-meter.ts';

const sampleRate = 48_000;

function measure(
  meter: LevelMeter,
  seconds: number,
  signal: (frame: number) => readonly number[],
): LevelReading[] {
  const readings: LevelReading[] = [];
  for (let frame = 0; frame < seconds * sampleRate; frame += 128) {
    const samples = Array.from({ length: 128 }, (_, index) => signal(frame + index));
    const sides = samples[0]?.length ?? 0;
    const channels = Array.from({ length: sides }, (_, side) =>
      Float32Array.from(samples, (sample) => sample[side] ?? 0),
    );
    const reading = meter.add(channels, 128);
    if (reading) readings.push(reading);
  }
  return readings;
}

const sine = (amplitude: number, frame: number): number =>
  amplitude * Math.sin((2 * Math.PI * 1000 * frame) / sampleRate);

it('reads a sine of −12 dBFS as peak −12.04 and RMS 3.01 below, 30 times a second', () => {
  const readings = measure(new LevelMeter(sampleRate), 1, (frame) => [sine(0.25, frame)]);
  expect(readings).toHaveLength(metersPerSecond);
  for (const { channels, clipped } of readings) {
    expect(channels).toHaveLength(2);
    for (const { peakDb, rmsDb } of channels) {
      expect(peakDb).toBeCloseTo(-12.04, 1);
      expect(rmsDb).toBeCloseTo(-15.05, 1);
    }
    expect(clipped).toBe(false);
  }
});

it('reads the sides apart, and silence as −Infinity', () => {
  const [reading] = measure(new LevelMeter(sampleRate), 0.1, () => [0, -0.5]);
  expect(reading?.channels[0]).toEqual({ peakDb: -Infinity, rmsDb: -Infinity });
  expect(reading?.channels[1]?.peakDb).toBeCloseTo(-6.02, 2);
  const [silent] = measure(new LevelMeter(sampleRate), 0.1, () => []);
  expect(silent?.channels[1]).toEqual({ peakDb: -Infinity, rmsDb: -Infinity });
});

it('says for a second that full scale was reached', () => {
  const meter = new LevelMeter(sampleRate);
  const readings = measure(meter, 2, (frame) => [frame === 100 ? -1 : 0]);
  const clipped = readings.filter((reading) => reading.clipped).length;
  expect(clipped).toBeGreaterThanOrEqual(metersPerSecond - 1);
  expect(clipped).toBeLessThanOrEqual(metersPerSecond + 1);
  expect(readings[0]?.clipped).toBe(true);
});

it('converts decibels both ways', () => {
  expect(fromDb(0)).toBe(1);
  expect(toDb(fromDb(-17.5))).toBeCloseTo(-17.5, 10);
});
