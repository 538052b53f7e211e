import type { AudioClockMap } from '#renderer/mixer/audio-clock.ts';

/** Page to the worker under test. */
export type ToIntake =
  | { readonly kind: 'set-program-sound'; readonly port: MessagePort }
  | { readonly kind: 'take' }
  | {
      readonly kind: 'play';
      readonly port: MessagePort;
      readonly hz: number;
      readonly sampleRate: number;
      readonly seconds: number;
    };

export interface TimedPcm {
  readonly timestampUs: number;
  /** Interleaved stereo. */
  readonly samples: Float32Array;
}

export type FromIntake =
  | { readonly kind: 'audio-clock'; readonly map: AudioClockMap }
  | { readonly kind: 'taken'; readonly pcm: readonly TimedPcm[]; readonly driftPpm: number };
