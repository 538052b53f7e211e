import type { Clock } from '#shared/lib/clock.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { AudioSample, AudioSampleSink } from 'mediabunny';
import type { MediaSound, MediaSoundReset } from '../messages.ts';
import { downMix } from './down-mix.ts';
import { playheadAt } from './playhead.ts';

/** How far ahead of the program clock sound is posted. */
const aheadUs = 400_000;

export interface MediaSoundOptions {
  readonly samples: AudioSampleSink;
  readonly startUs: number;
  readonly durationUs: number;
  readonly firstUs: number;
  readonly loop: boolean;
  readonly nowUs: () => number;
  readonly clock: Pick<Clock, 'after'>;
  readonly onError: (error: unknown) => void;
}

/** Decodes a file's sound and posts it to its worklet, with the program time it must be heard at. */
export class MediaSoundFeed implements Closable {
  readonly #options: MediaSoundOptions;
  #port: MessagePort | null = null;
  #abort: AbortController | null = null;
  #isPlaying = false;

  constructor(options: MediaSoundOptions) {
    this.#options = options;
  }

  setPort(port: MessagePort | null): void {
    this.#port = port;
    if (this.#isPlaying) this.play();
  }

  /** Plays from where the program clock is now. */
  play(): void {
    this.#stop();
    this.#isPlaying = true;
    const port = this.#port;
    if (!port) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#run(port, abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) this.#options.onError(error);
    });
  }

  pause(): void {
    this.#isPlaying = false;
    this.#stop();
  }

  close(): void {
    this.pause();
    this.#port = null;
  }

  #stop(): void {
    if (!this.#abort) return;
    this.#abort.abort();
    this.#abort = null;
    const reset: MediaSoundReset = { kind: 'reset' };
    this.#port?.postMessage(reset);
  }

  async #run(port: MessagePort, signal: AbortSignal): Promise<void> {
    const { samples, firstUs, startUs, durationUs, loop, nowUs } = this.#options;
    let { round, positionUs } = playheadAt(nowUs(), this.#options);
    do {
      const roundUs = startUs + round * durationUs - firstUs;
      const end = (firstUs + durationUs) / 1e6;
      for await (const sample of samples.samples((positionUs + firstUs) / 1e6, end)) {
        const timestampUs = Math.round(roundUs + sample.timestamp * 1e6);
        await this.#waitUntil(timestampUs - aheadUs, signal);
        if (!signal.aborted) post(port, sample, timestampUs);
        sample.close();
        if (signal.aborted) return;
      }
      round += 1;
      positionUs = 0;
      // A file whose sound is shorter than its picture waits for it.
      await this.#waitUntil(startUs + round * durationUs - aheadUs, signal);
    } while (loop && !signal.aborted);
  }

  async #waitUntil(timeUs: number, signal: AbortSignal): Promise<void> {
    const delayMs = (timeUs - this.#options.nowUs()) / 1000;
    if (delayMs <= 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wait = this.#options.clock.after(delayMs, resolve);
      signal.addEventListener(
        'abort',
        () => {
          wait.close();
          resolve();
        },
        { once: true },
      );
    });
  }
}

function post(port: MessagePort, sample: AudioSample, timestampUs: number): void {
  const planes = Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(sample.numberOfFrames);
    sample.copyTo(plane, { planeIndex, format: 'f32-planar' });
    return plane;
  });
  const channels = downMix(planes);
  const sound: MediaSound = { kind: 'sound', timestampUs, sampleRate: sample.sampleRate, channels };
  port.postMessage(
    sound,
    channels.map((channel) => channel.buffer),
  );
}
