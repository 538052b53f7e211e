/** Injected wherever time is read, so that decisions are tested without waiting. */
export interface Clock {
  /** Monotonic microseconds. Only differences mean anything. */
  nowUs(): number;
  /** Milliseconds since the Unix epoch, for people and files. */
  wallMs(): number;
  /** Calls back once after `delayMs`. */
  after(delayMs: number, callback: () => void): { close(): void };
}

export const systemClock: Clock = {
  nowUs: () => performance.now() * 1000,
  wallMs: () => Date.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return {
      close: () => {
        clearTimeout(handle);
      },
    };
  },
};
