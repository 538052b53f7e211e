import type { Command } from '#shared/model/command.ts';
import { newId } from '#shared/model/id.ts';
import type { ErrorTitle, Studio } from './studio.ts';

/**
 * A drag of whatever kind: one undo step. Each call states the whole outcome, so that only the
 * newest has to be sent while one is on its way, however fast the pointer is.
 */
export class CommandGesture {
  readonly #studio: Pick<Studio, 'apply'>;
  readonly #title: ErrorTitle;
  readonly #gesture = newId();
  #next: readonly Command[] | null = null;
  #sending: Promise<void> | null = null;
  #isRefused = false;

  constructor(studio: Pick<Studio, 'apply'>, title: ErrorTitle) {
    this.#studio = studio;
    this.#title = title;
  }

  send(commands: readonly Command[]): void {
    this.#next = commands;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  /** Resolves when the last was applied or refused. */
  finish(): Promise<void> {
    return this.#sending ?? Promise.resolve();
  }

  async #sendAll(): Promise<void> {
    // One message is enough for a drag that the core refuses.
    while (this.#next && !this.#isRefused) {
      const commands = this.#next;
      this.#next = null;
      this.#isRefused = !(await this.#studio.apply(this.#title, commands, this.#gesture));
    }
  }
}
