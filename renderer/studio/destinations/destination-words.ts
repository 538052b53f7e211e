import { assertNever } from '#shared/lib/assert-never.ts';
import type { DestinationState } from '#shared/model/broadcast.ts';
import { failureText, reasonTitle } from '#shared/model/reason-text.ts';
import { text } from '../text.ts';

/** A destination's state for a person, at the wall time `nowMs`. */
export function destinationWords(state: DestinationState, nowMs: number): string {
  switch (state.kind) {
    case 'idle':
      return text('destination.idle');
    case 'connecting':
      return text('destination.connecting', { step: state.step });
    case 'live':
      return text('destination.live');
    case 'reconnecting':
      return text('destination.reconnecting', {
        attempt: state.attempt,
        seconds: Math.max(0, Math.ceil((state.nextRetryAtMs - nowMs) / 1000)),
        reason: reasonTitle(state.failure.reason),
      });
    case 'failed':
      return text('destination.failed', { reason: failureText(state.failure) });
    default:
      return assertNever(state);
  }
}

/** What is announced: without numbers that change each second. */
export function destinationAnnouncement(state: DestinationState): string {
  return state.kind === 'reconnecting'
    ? text('destination.failed', { reason: reasonTitle(state.failure.reason) })
    : destinationWords(state, 0);
}
