import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { HeadlessHost } from '../headless-host.ts';
import { destinationProblems } from './go-live.ts';

export interface WatchOptions {
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** Null: until `stop`. */
  readonly forMs: number | null;
}

/**
 * Resolves when the broadcast is to end: with null when its time is over or it is stopped, with what
 * happened when nothing of it is left: every destination failed for good, and no recording runs.
 */
export async function watchForFailure(
  broadcast: HeadlessHost['broadcast'],
  { clock, stop, forMs }: WatchOptions,
): Promise<string | null> {
  const owned = new ClosableStack();
  try {
    return await new Promise((resolve, reject) => {
      const end = (): void => {
        resolve(null);
      };
      const look = (status: BroadcastStatus): void => {
        if (isOver(status)) resolve(problemAtEnd(status) ?? 'The broadcast ended by itself.');
      };
      owned.add(broadcast.onDidChangeStatus(look));
      if (forMs !== null) owned.add(clock.after(forMs, end));
      stop.addEventListener('abort', end);
      owned.defer(() => {
        stop.removeEventListener('abort', end);
      });
      if (stop.aborted) end();
      broadcast.getStatus().then(look, reject);
    });
  } finally {
    await owned.close();
  }
}

function isOver({ broadcast, recording, destinations }: BroadcastStatus): boolean {
  const carries = destinations.some(
    ({ state }) => state.kind !== 'failed' && state.kind !== 'idle',
  );
  return recording.kind !== 'recording' && (broadcast.kind === 'idle' || !carries);
}

/** What is broken at the end of a broadcast, for a person; null where all is well. */
export function problemAtEnd(status: BroadcastStatus): string | null {
  const { recording } = status;
  const problems = destinationProblems(status);
  if (recording.kind === 'failed')
    problems.push(`  recording ${recording.file}: ${recording.detail}`);
  return problems.length === 0 ? null : `Ended with a failure.\n${problems.join('\n')}`;
}
