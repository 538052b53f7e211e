/** A Ctrl-C reaches a terminal's whole group, and once more by way of the launcher. */
const sameKeyPressMs = 500;
const interruptedExitCode = 130;

/**
 * Aborts at the first Ctrl-C, at a request to end, or when the launcher is gone: the broadcast then
 * ends in order. A second Ctrl-C ends the process at once.
 */
export function stopSignal(orphaned: AbortSignal): AbortSignal {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const stop = (): void => {
    const now = performance.now();
    firstAt ??= now;
    controller.abort();
    if (now - firstAt > sameKeyPressMs) process.exit(interruptedExitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  orphaned.addEventListener('abort', () => {
    controller.abort();
  });
  return controller.signal;
}
