import type { Clock } from '#shared/lib/clock.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';

/** What `work` gives, or a rejection with `timeout` after `limitMs`. `what` is for the message. */
export function deadline<T>(
  work: Promise<T>,
  limitMs: number,
  clock: Clock,
  what: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(limitMs, () => {
      reject(new RpcError('timeout', `${what} took longer than ${limitMs / 1000} s`));
    });
    work.then(resolve, reject).finally(() => {
      timer.close();
    });
  });
}
