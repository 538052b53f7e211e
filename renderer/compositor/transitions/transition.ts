import type { Transition } from '#shared/model/scene-collection.ts';
import type { DrawOp } from '../scene/draw-list.ts';
import { cut } from './cut.ts';
import { fade } from './fade.ts';

/** Mixes two scenes' pictures; `progress` runs from 0 (only `from`) to 1 (only `to`). */
export type Mix = (
  from: readonly DrawOp[],
  to: readonly DrawOp[],
  progress: number,
) => readonly DrawOp[];

export const mixes: Record<Transition['kind'], Mix> = { cut, fade };

/** How far a transition has come, 0 to 1. One without a length is over when it begins. */
export function progressAt(nowUs: number, startUs: number, durationMs: number): number {
  if (durationMs <= 0) return 1;
  return Math.min(1, Math.max(0, (nowUs - startUs) / (durationMs * 1000)));
}

/** How long a transition takes. */
export function transitionMs({ kind, durationMs }: Transition): number {
  return kind === 'cut' ? 0 : durationMs;
}
