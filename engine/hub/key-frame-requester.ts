import type { Clock } from '#shared/lib/clock.ts';
import type { Closable } from '#shared/lib/closable.ts';

const minIntervalMs = 500;

/** Passes on wishes for a key frame, twice a second at most: each costs every consumer bitrate. */
export class KeyFrameRequester implements Closable {
  readonly #clock: Clock;
  readonly #send: () => void;
  #lastSentUs = -Infinity;
  #pending: Closable | undefined;

  constructor(clock: Clock, send: () => void) {
    this.#clock = clock;
    this.#send = send;
  }

  request(): void {
    if (this.#pending) return;
    const waitMs = minIntervalMs - (this.#clock.nowUs() - this.#lastSentUs) / 1000;
    if (waitMs <= 0) this.#sendNow();
    else
      this.#pending = this.#clock.after(waitMs, () => {
        this.#pending = undefined;
        this.#sendNow();
      });
  }

  /** A key frame came: nobody waits any more. */
  satisfy(): void {
    this.close();
  }

  close(): void {
    this.#pending?.close();
    this.#pending = undefined;
  }

  #sendNow(): void {
    this.#lastSentUs = this.#clock.nowUs();
    this.#send();
  }
}
