import { pino, stdSerializers } from 'pino';
import type { LogFields, Logger, LogLevel } from '#shared/lib/logger.ts';
import { redact, Secret } from '#shared/lib/secret.ts';

export interface LoggerOptions {
  /** Takes one line of JSON, with its line end: standard error, a file. */
  readonly write: (line: string) => void;
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Beside every message. */
  readonly fields?: LogFields;
  /**
   * Replaced wherever they stand in a line, for what a peer or a library wrote. `Secret` values among
   * the fields redact themselves without being listed.
   */
  readonly secrets?: () => readonly Secret[];
}

/** JSON lines by pino. Errors under `error` keep their reason, stack and causes. */
export function createLogger({
  write,
  level = 'info',
  fields = {},
  secrets = () => [],
}: LoggerOptions): Logger {
  const target = pino(
    {
      level,
      base: fields,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: stdSerializers.errWithCause },
    },
    { write: (line: string) => write(redact(line, secrets().flatMap(asInJson))) },
  );
  const at =
    (name: LogLevel) =>
    (message: string, more: LogFields = {}): void => {
      target[name](more, message);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A shorter one would redact half of the line. */
const shortestSecret = 6;

/** As it stands in a line of JSON. */
function asInJson(secret: Secret): Secret[] {
  const value = secret.reveal();
  return value.length < shortestSecret ? [] : [new Secret(JSON.stringify(value).slice(1, -1))];
}
