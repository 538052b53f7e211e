import { expect, it } from 'vitest';
import { settle } from '#test/support/fake-clock.ts';
import type { AudioClockMap } from './audio-clock.ts';
import { ProgramSoundIntake } from './program-sound.ts';

it('stamps what the tap sends on the program clock, and hands over the map', async () => {
  const { port1, port2 } = new MessageChannel();
  const maps: AudioClockMap[] = [];
  const stamps: number[] = [];
  let nowUs = 1_795_000_000_010_667;
  const intake = new ProgramSoundIntake({
    port: port2,
    nowUs: () => nowUs,
    onDidUpdateMap: (map) => maps.push(map),
    onPcm: (timestampUs, samples) => {
      stamps.push(timestampUs);
      expect(samples).toHaveLength(1024);
    },
  });
  port1.postMessage({ kind: 'pcm', frame: 512, samples: new Float32Array(1024) });
  await settle();
  nowUs += 30_000;
  port1.postMessage({ kind: 'pcm', frame: 1024, samples: new Float32Array(1024) });
  await settle();
  expect(stamps).toEqual([1_795_000_000_000_000, 1_795_000_000_010_667]);
  expect(maps).toHaveLength(1);
  expect(maps[0]?.anchorFrame).toBe(512);
  expect(intake.driftPpm).toBeCloseTo(0);
  expect(intake.skewMs).toBe(0);
  intake.close();
  intake.close();
  port1.close();
});
