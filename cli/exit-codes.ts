/** What the command line ends with; docs/command-line.md lists them for people. */
export const exitCodes = {
  fine: 0,
  /** Bad usage, or a collection that cannot be used. */
  badInput: 2,
  couldNotGoLive: 3,
  endedWithFailure: 4,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a line for the person. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }

  static badInput(message: string, cause?: unknown): CommandError {
    return new CommandError(exitCodes.badInput, message, { cause });
  }

  static couldNotGoLive(message: string, cause?: unknown): CommandError {
    return new CommandError(exitCodes.couldNotGoLive, message, { cause });
  }
}
