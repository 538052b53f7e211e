import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { HeadlessHost } from '../headless-host.ts';
import { CommandError } from '../exit-codes.ts';

export interface WaitOptions {
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly timeoutMs: number;
  /** What is waited for, in the error. */
  readonly what: string;
}

/** Resolves with the first status that `accepts`; throws `CommandError` (could not go live) else. */
export async function waitForStatus(
  broadcast: HeadlessHost['broadcast'],
  accepts: (status: BroadcastStatus) => boolean,
  { clock, stop, timeoutMs, what }: WaitOptions,
): Promise<BroadcastStatus> {
  const owned = new ClosableStack();
  try {
    return await new Promise<BroadcastStatus>((resolve, reject) => {
      const look = (status: BroadcastStatus): void => {
        if (accepts(status)) resolve(status);
      };
      owned.add(broadcast.onDidChangeStatus(look));
      owned.add(
        clock.after(timeoutMs, () => {
          reject(CommandError.couldNotGoLive(`Waited ${timeoutMs / 1000} s for ${what}.`));
        }),
      );
      const onStop = (): void => {
        reject(CommandError.couldNotGoLive('Stopped before it was live.'));
      };
      stop.addEventListener('abort', onStop);
      owned.defer(() => {
        stop.removeEventListener('abort', onStop);
      });
      if (stop.aborted) onStop();
      broadcast.getStatus().then(look, reject);
    });
  } finally {
    await owned.close();
  }
}
