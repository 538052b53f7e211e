import { flashPeriodUs, flashUs, toneAmplitude, toneHz } from '#shared/model/test-pattern.ts';
import { programUsAt, type AudioClockMap } from './audio-clock.ts';

/**
 * Writes the test pattern's beep: `output[0]` is heard at `frame`. It begins at phase 0 on each full
 * second of the program clock and, being whole periods long, ends there too.
 */
export function writeTestTone(output: Float32Array, frame: number, map: AudioClockMap): void {
  const secondUs = map.anchorUs - (map.anchorUs % flashPeriodUs);
  const startUs = programUsAt(map, frame, secondUs);
  for (let index = 0; index < output.length; index++) {
    const atUs = modulo(startUs + index * map.usPerFrame, flashPeriodUs);
    output[index] =
      atUs < flashUs ? toneAmplitude * Math.sin(2 * Math.PI * ((toneHz * atUs) / 1e6)) : 0;
  }
}

function modulo(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}
