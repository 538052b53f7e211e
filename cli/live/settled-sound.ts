import { ClosableStack } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { HeadlessHost } from '../headless-host.ts';

const settledMs = 5;
/** A program without sound never says that it is in step. */
const patienceMs = 5000;

/**
 * Resolves when the page's sound is in step with its picture. A studio has been open for a while when
 * somebody goes live; here the page is a second old, and still learns the audio device's clock.
 */
export async function waitForSettledSound(
  broadcast: Pick<HeadlessHost['broadcast'], 'onDidSample'>,
  clock: Clock,
): Promise<void> {
  const owned = new ClosableStack();
  try {
    await new Promise<void>((resolve) => {
      owned.add(clock.after(patienceMs, resolve));
      let before = Infinity;
      owned.add(
        broadcast.onDidSample(({ compositor }) => {
          const skewMs = compositor ? Math.abs(compositor.audioSkewMs) : Infinity;
          // Zero stands for "nothing measured", too; two samples in a row are of a running clock.
          if (skewMs < settledMs && before < settledMs) resolve();
          before = skewMs;
        }),
      );
    });
  } finally {
    await owned.close();
  }
}
