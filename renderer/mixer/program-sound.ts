import type { Closable } from '#shared/lib/closable.ts';
import type { ProgramSound } from '../compositor/messages.ts';
import type { AudioClockMap } from './audio-clock.ts';
import { AudioClockEstimator } from './audio-clock-estimator.ts';

export interface ProgramSoundIntakeOptions {
  /** The tap worklet's end; closed by `close()`. */
  readonly port: MessagePort;
  /** The program clock. */
  readonly nowUs: () => number;
  readonly onDidUpdateMap: (map: AudioClockMap) => void;
  /** Interleaved stereo float32 at 48 kHz, heard from `timestampUs` on, whole µs. */
  readonly onPcm: (timestampUs: number, samples: Float32Array) => void;
}

/** Receives the program bus in the compositor worker and puts it on the program clock (law 2). */
export class ProgramSoundIntake implements Closable {
  readonly #options: ProgramSoundIntakeOptions;
  readonly #estimator = new AudioClockEstimator();

  constructor(options: ProgramSoundIntakeOptions) {
    this.#options = options;
    options.port.onmessage = ({ data }: MessageEvent<ProgramSound>) => {
      this.#receive(data);
    };
  }

  /** Audio clock against the program clock; positive where the device is fast. */
  get driftPpm(): number {
    return this.#estimator.driftPpm;
  }

  /** What correction left of skew between the two in the last fifth of a second. */
  get skewMs(): number {
    return this.#estimator.skewUs / 1000;
  }

  close(): void {
    this.#options.port.onmessage = null;
    this.#options.port.close();
  }

  #receive({ frame, samples }: ProgramSound): void {
    const nowUs = this.#options.nowUs();
    // Asked before the block is observed, so that the same map stamps it that the worklets played it by.
    const stampUs = this.#estimator.programUsAt(frame);
    const map = this.#estimator.observe(frame, frame + samples.length / 2, nowUs);
    if (map) this.#options.onDidUpdateMap(map);
    const timestampUs = stampUs ?? this.#estimator.programUsAt(frame) ?? nowUs;
    this.#options.onPcm(Math.round(timestampUs), samples);
  }
}
