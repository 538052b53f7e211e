import { z } from 'zod';
import type { Logger, LogLevel } from '#shared/lib/logger.ts';

/** One of the engine's own lines: pino's JSON with numeric levels. */
const lineSchema = z.looseObject({ level: z.number(), msg: z.string() });

/** pino's numbers, highest first. */
const levels: readonly (readonly [number, LogLevel])[] = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [0, 'debug'],
];

/** Passes on what the engine wrote: its log lines as they are, anything else (a library's) as a warning. */
export function logEngineLine(line: string, logger: Logger): void {
  const parsed = lineSchema.safeParse(parse(line));
  if (!parsed.success) {
    logger.warn('engine wrote', { line });
    return;
  }
  const { level, msg, ...fields } = parsed.data;
  const name = levels.find(([number]) => level >= number)?.[1] ?? 'debug';
  logger[name](msg, { ...fields, time: undefined });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
