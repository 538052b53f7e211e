/** Where the command line prints; injected, so that tests read it. */
export interface Terminal {
  /** Standard output. */
  write(text: string): void;
  /** Standard error. */
  writeError(text: string): void;
  readonly isTty: boolean;
  /** Characters a line; of a terminal only. */
  readonly columns: number;
}

export const processTerminal: Terminal = {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  get isTty() {
    return process.stdout.isTTY;
  },
  get columns() {
    return process.stdout.columns;
  },
};

/** What a program gets with `--json`, one a line. */
export interface LiveEvent {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/**
 * Lines for a person, or JSON lines for a program. A status line stays in place on a terminal; else
 * one in five is printed.
 */
export class LiveOutput {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  #isStatusShown = false;
  #statuses = 0;

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
  }

  line(text: string, event: LiveEvent): void {
    this.#leaveStatus();
    this.#terminal.write(`${this.#json ? JSON.stringify(event) : text}\n`);
  }

  /** Called once a second. */
  status(text: string, event: LiveEvent): void {
    if (this.#json) {
      this.#terminal.write(`${JSON.stringify(event)}\n`);
    } else if (this.#terminal.isTty) {
      this.#terminal.write(`\r\u001b[2K${text.slice(0, this.#terminal.columns - 1)}`);
      this.#isStatusShown = true;
    } else if (this.#statuses++ % 5 === 0) {
      this.#terminal.write(`${text}\n`);
    }
  }

  #leaveStatus(): void {
    if (this.#isStatusShown) this.#terminal.write('\n');
    this.#isStatusShown = false;
  }
}
