import type { BenchMedia } from './program-media.ts';

/** The same for all three. */
export const program = {
  videoBitrateKbps: 6000,
  audioBitrateKbps: 160,
  fps: 30,
  keyframeIntervalS: 2,
  inset: { x: 1240, y: 40 },
  logo: { x: 40, y: 40, scale: 0.5 },
} as const;

export interface ContenderOptions {
  readonly media: BenchMedia;
  /** Without the stream key. */
  readonly serverUrl: string;
  readonly key: string;
  readonly seconds: number;
  readonly folder: string;
}
