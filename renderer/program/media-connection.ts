import { backoffDelayMs } from '#shared/lib/backoff.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { MediaLink, ToCompositor } from '../compositor/messages.ts';

export interface MediaConnectionOptions {
  readonly mediaLink: () => Promise<MediaLink>;
  readonly post: (message: ToCompositor, transfer: Transferable[]) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

/** A link that held for so long was good: the next loss begins with the shortest wait. */
const steadyMs = 10_000;

/** Gives the compositor worker its way to the engine, and a new one whenever it was lost. */
export class MediaConnection implements Closable {
  readonly #options: MediaConnectionOptions;
  #attempt = 0;
  #connectedAtUs = 0;
  #timer: Closable | undefined;
  #isClosed = false;

  constructor(options: MediaConnectionOptions) {
    this.#options = options;
  }

  async connect(): Promise<void> {
    this.#timer?.close();
    this.#timer = undefined;
    const link = await this.#options.mediaLink();
    if (this.#isClosed) return;
    this.#connectedAtUs = this.#options.clock.nowUs();
    const transfer = link.kind === 'port' ? [link.port] : [];
    this.#options.post({ kind: 'connect-media', link }, transfer);
  }

  /** The worker lost the link. */
  lose(): void {
    if (this.#isClosed || this.#timer) return;
    const { clock, random } = this.#options;
    const heldMs = (clock.nowUs() - this.#connectedAtUs) / 1000;
    this.#attempt = heldMs > steadyMs ? 1 : this.#attempt + 1;
    this.#timer = clock.after(backoffDelayMs(this.#attempt, random), () => {
      this.connect().catch(() => {
        this.lose();
      });
    });
  }

  /** Without waiting any longer, where it is lost: the broadcast is about to start. */
  hurry(): void {
    if (!this.#timer) return;
    this.connect().catch(() => {
      this.lose();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.close();
  }
}
