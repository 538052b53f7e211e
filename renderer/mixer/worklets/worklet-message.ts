import type { ChannelLevel } from '../../program/program.ts';
import type { AudioClockMap } from '../audio-clock.ts';

export const workletNames = {
  tap: 'tallylight-tap',
  meter: 'tallylight-meter',
  tone: 'tallylight-tone',
  player: 'tallylight-player',
} as const;

/** Page to worklet. */
export type ToWorklet =
  /** Replaces the port that the tap posts to, or the player reads from; `port` is transferred. */
  | { readonly kind: 'connect'; readonly port: MessagePort }
  | { readonly kind: 'audio-clock'; readonly map: AudioClockMap }
  /** The node is not used any more: `process` returns false from now on. */
  | { readonly kind: 'end' };

/** Meter worklet to page, 30 times a second. */
export interface FromMeter {
  readonly kind: 'levels';
  readonly channels: readonly ChannelLevel[];
  readonly clipped: boolean;
}
