import { destination, pino } from 'pino';
import type { LogFields, Logger } from '#shared/lib/logger.ts';

/** JSON lines on stderr, written at once, so that the last one before a crash is there. */
export function stderrLogger(): Logger {
  const log = pino(
    { base: { process: 'engine' }, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, { error, ...fields }: LogFields = {}): void => {
      log[level](error === undefined ? fields : { ...fields, err: error }, message);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
