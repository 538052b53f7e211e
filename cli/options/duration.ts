import { CommandError } from '../exit-codes.ts';

const unitsMs: Readonly<Record<string, number>> = {
  '': 1000,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
/** The longest delay that a timer takes. */
const longestMs = 2 ** 31 - 1;

/** `30s`, `500ms`, `5m`, `1.5h`; a bare number is seconds. Throws `CommandError`. */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text.trim());
  const durationMs = Number(match?.[1]) * (unitsMs[match?.[2] ?? ''] ?? NaN);
  if (!(durationMs > 0 && durationMs <= longestMs)) {
    throw CommandError.badInput(`--for ${text}: expected a duration such as 30s, 5m or 1h`);
  }
  return durationMs;
}
