import { toneHz } from '#shared/model/test-pattern.ts';
import type { MeasuredSound } from './decode.ts';
import { percentile } from './statistics.ts';

const windowMs = 2;
const hopMs = 0.25;
/** Quiet needed before an onset, so that a crackle within a beep is not a second one. */
const quietMs = 40;
/** Below this the file carries no tone at all. */
const leastAmplitude = 0.005;

/**
 * Finds where the test pattern's tone begins. The tone's amplitude is demodulated over two whole
 * cycles; a window half of which the tone fills shows half the amplitude, so the half-way crossing is
 * the onset. Good to about half a millisecond.
 */
export class ToneOnsets {
  readonly #envelope: { timeUs: number; amplitude: number }[] = [];
  #tail = new Float32Array(0);
  /** Samples lost or doubled by the container: pieces that do not follow on the one before. */
  gaps = 0;
  #nextUs: number | undefined;

  push({ ptsUs, sampleRate, samples }: MeasuredSound): void {
    const perUs = sampleRate / 1e6;
    // FLV rounds to whole milliseconds; only more than that is a gap.
    if (this.#nextUs !== undefined && Math.abs(ptsUs - this.#nextUs) > 3000) {
      this.gaps++;
      this.#tail = new Float32Array(0);
    }
    this.#nextUs = ptsUs + samples.length / perUs;
    const joined = new Float32Array(this.#tail.length + samples.length);
    joined.set(this.#tail);
    joined.set(samples, this.#tail.length);
    const startUs = ptsUs - this.#tail.length / perUs;
    const size = Math.round((windowMs * sampleRate) / 1000);
    const hop = Math.max(1, Math.round((hopMs * sampleRate) / 1000));
    let at = 0;
    for (; at + size <= joined.length; at += hop) {
      this.#envelope.push({
        timeUs: startUs + (at + size / 2) / perUs,
        amplitude: toneAmplitudeOf(joined.subarray(at, at + size), sampleRate),
      });
    }
    this.#tail = joined.slice(at);
  }

  /** Onset times in µs, in order. */
  find(): number[] {
    const plateau = percentile(
      this.#envelope.map((point) => point.amplitude),
      0.95,
    );
    if (!(plateau > leastAmplitude)) return [];
    const half = plateau / 2;
    const onsets: number[] = [];
    let quietSinceUs = Number.NEGATIVE_INFINITY;
    let previous: { timeUs: number; amplitude: number } | undefined;
    for (const point of this.#envelope) {
      const before = previous;
      previous = point;
      if (!before || point.amplitude < half || before.amplitude >= half) {
        if (point.amplitude >= half) quietSinceUs = Number.POSITIVE_INFINITY;
        else if (quietSinceUs === Number.POSITIVE_INFINITY) quietSinceUs = point.timeUs;
        continue;
      }
      const part = (half - before.amplitude) / (point.amplitude - before.amplitude);
      if (point.timeUs - quietSinceUs >= quietMs * 1000) {
        onsets.push(before.timeUs + part * (point.timeUs - before.timeUs));
      }
      quietSinceUs = Number.POSITIVE_INFINITY;
    }
    return onsets;
  }
}

/** Peak amplitude of the 1 kHz part, by correlation with its sine and cosine. */
function toneAmplitudeOf(samples: Float32Array, sampleRate: number): number {
  let inPhase = 0;
  let quadrature = 0;
  const step = (2 * Math.PI * toneHz) / sampleRate;
  samples.forEach((sample, index) => {
    inPhase += sample * Math.cos(step * index);
    quadrature += sample * Math.sin(step * index);
  });
  return (2 * Math.hypot(inPhase, quadrature)) / samples.length;
}
