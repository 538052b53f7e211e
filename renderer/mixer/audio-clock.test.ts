import { expect, it } from 'vitest';
import { AudioClock, programUsAt, type AudioClockMap } from './audio-clock.ts';

const map = (anchorFrame: number): AudioClockMap => ({
  anchorFrame,
  anchorUs: anchorFrame * 20,
  usPerFrame: 20,
});

it('counts from any time, with the precision of small numbers', () => {
  const far = { anchorFrame: 100, anchorUs: 1_795_000_000_123_456, usPerFrame: 20.833 };
  expect(programUsAt(far, 101, 1_795_000_000_000_000)).toBe(123_456 + 20.833);
  expect(programUsAt(far, 100)).toBe(1_795_000_000_123_456);
});

it('knows no map at first', () => {
  expect(new AudioClock().mapAt(0)).toBeUndefined();
});

it('changes over at the anchor, however early the map came', () => {
  const clock = new AudioClock();
  clock.add(map(0));
  clock.add(map(1000));
  clock.add(map(2000));
  expect([0, 999, 1000, 1999, 2000, 5000].map((frame) => clock.mapAt(frame)?.anchorFrame)).toEqual([
    0, 0, 1000, 1000, 2000, 2000,
  ]);
});

it('takes the first map at once, and a map that goes back instead of what was to come', () => {
  const clock = new AudioClock();
  clock.add(map(1000));
  expect(clock.mapAt(10)?.anchorFrame).toBe(1000);
  clock.add(map(5000));
  clock.add(map(3000));
  expect(clock.mapAt(4000)?.anchorFrame).toBe(3000);
  expect(clock.mapAt(6000)?.anchorFrame).toBe(3000);
});
