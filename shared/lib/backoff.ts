export interface BackoffOptions {
  /** Before the first retry. */
  readonly initialMs: number;
  readonly factor: number;
  readonly capMs: number;
  /** How much of the delay chance may take away, 0 to 1, so that many clients do not come at once. */
  readonly jitter: number;
}

/** Short enough that the stream is back soon after the network is, however long that was away. */
export const reconnectBackoff: BackoffOptions = {
  initialMs: 500,
  factor: 1.6,
  capMs: 15_000,
  jitter: 0.2,
};

/** Milliseconds to wait before retry `attempt` (1 is the first). `random` gives 0 to 1. */
export function backoffDelayMs(
  attempt: number,
  random: () => number,
  options: BackoffOptions = reconnectBackoff,
): number {
  const delayMs = Math.min(options.capMs, options.initialMs * options.factor ** (attempt - 1));
  return Math.round(delayMs * (1 - options.jitter * random()));
}
