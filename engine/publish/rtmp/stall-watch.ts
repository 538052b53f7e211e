import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { SocketWriter } from './socket-writer.ts';

const checks = 10;

type Progress = Pick<SocketWriter, 'acceptedBytes' | 'isDrained'>;

/** Calls back once when the kernel took nothing for `limitMs` (± a tenth) while something waited. */
export class StallWatch implements Closable {
  readonly #clock: Clock;
  readonly #writer: Progress;
  readonly #limitMs: number;
  readonly #onStall: () => void;
  #timer: Closable | undefined;
  #acceptedBytes = 0;
  #quietChecks = 0;

  constructor(clock: Clock, writer: Progress, limitMs: number, onStall: () => void) {
    this.#clock = clock;
    this.#writer = writer;
    this.#limitMs = limitMs;
    this.#onStall = onStall;
    this.#arm();
  }

  close(): void {
    this.#timer?.close();
  }

  #arm(): void {
    this.#timer = this.#clock.after(this.#limitMs / checks, () => {
      const { acceptedBytes, isDrained } = this.#writer;
      const isQuiet = !isDrained && acceptedBytes === this.#acceptedBytes;
      this.#acceptedBytes = acceptedBytes;
      this.#quietChecks = isQuiet ? this.#quietChecks + 1 : 0;
      if (this.#quietChecks === checks) this.#onStall();
      else this.#arm();
    });
  }
}
