export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Beside a message; secrets among them redact themselves. An error goes under `error`. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where a component tells what it does, by the rubric of docs/logging.md: `info` is one line a
 * lifecycle transition, `warn` is what a person may want to know, `error` is what should not happen.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
