import { toneAmplitude, toneHz } from '#shared/model/test-pattern.ts';

/** Samples of one side, the first at `timestampUs` on the program clock, at 48 kHz. */
export interface TimedRun {
  readonly timestampUs: number;
  readonly left: Float32Array;
}

const sampleRate = 48_000;

/** Where the test pattern's beeps begin, µs, from their first audible sample and its phase. */
export function toneOnsetsUs(runs: readonly TimedRun[]): number[] {
  const onsets: number[] = [];
  let lastLoudUs = -Infinity;
  for (const { timestampUs, left } of runs) {
    for (const [index, sample] of left.entries()) {
      if (Math.abs(sample) < 0.01) continue;
      const atUs = timestampUs + (index * 1e6) / sampleRate;
      const phase = Math.asin(Math.min(1, sample / toneAmplitude)) / (2 * Math.PI);
      if (atUs - lastLoudUs > 500_000) onsets.push(atUs - (phase * 1e6) / toneHz);
      lastLoudUs = atUs;
    }
  }
  return onsets;
}

/** How far `timeUs` is from a full second, −0.5 to 0.5 s. */
export function offSecondUs(timeUs: number): number {
  return timeUs - Math.round(timeUs / 1e6) * 1e6;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Amplitude and phase (at program time 0, in turns) of `hz`: the medians over 85 ms each. */
export function measureSine(
  runs: readonly TimedRun[],
  hz: number,
): { amplitude: number; phase: number } {
  const parts = [];
  for (let first = 0; first + 8 <= runs.length; first += 8) {
    parts.push(measurePart(runs.slice(first, first + 8), hz));
  }
  return {
    amplitude: median(parts.map(({ amplitude }) => amplitude)),
    phase: median(parts.map(({ phase }) => phase)),
  };
}

function measurePart(runs: readonly TimedRun[], hz: number): { amplitude: number; phase: number } {
  let real = 0;
  let imaginary = 0;
  let count = 0;
  for (const { timestampUs, left } of runs) {
    const startS = (timestampUs % 1e6) / 1e6;
    for (const [index, sample] of left.entries()) {
      const angle = 2 * Math.PI * hz * (startS + index / sampleRate);
      real += sample * Math.sin(angle);
      imaginary += sample * Math.cos(angle);
      count += 1;
    }
  }
  return {
    amplitude: (2 * Math.hypot(real, imaginary)) / count,
    phase: Math.atan2(imaginary, real) / (2 * Math.PI),
  };
}

/** The sharpest bend: a click is far over what the sine itself bends. */
export function sharpestBend(runs: readonly TimedRun[]): number {
  const samples = runs.flatMap(({ left }) => [...left]);
  let sharpest = 0;
  for (let index = 2; index < samples.length; index++) {
    const [a, b, c] = [samples[index - 2] ?? 0, samples[index - 1] ?? 0, samples[index] ?? 0];
    sharpest = Math.max(sharpest, Math.abs(a - 2 * b + c));
  }
  return sharpest;
}

/** What each run leaves open before the next, µs; an overlap is negative. */
export function gapsUs(runs: readonly TimedRun[]): number[] {
  return runs.slice(1).map(({ timestampUs }, index) => {
    const before = runs[index];
    if (!before) return NaN;
    return timestampUs - before.timestampUs - (before.left.length * 1e6) / sampleRate;
  });
}

/** A mono 16-bit WAV file of a sine. */
export function sineWav(hz: number, amplitude: number, seconds: number): Uint8Array {
  const frames = seconds * sampleRate;
  const bytes = new Uint8Array(44 + frames * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string): void => {
    bytes.set(new TextEncoder().encode(value), at);
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + frames * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, frames * 2, true);
  for (let frame = 0; frame < frames; frame++) {
    const sample = amplitude * Math.sin((2 * Math.PI * hz * frame) / sampleRate);
    view.setInt16(44 + frame * 2, Math.round(sample * 32_767), true);
  }
  return bytes;
}
