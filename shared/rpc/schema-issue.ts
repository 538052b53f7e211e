import { z } from 'zod';

/** A path as people write it: `scenes[0].items[3].sourceId`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** The first issue of a refused value, with its place. */
export function describeIssue(error: z.ZodError): { message: string; field: string } {
  const [issue] = error.issues;
  const field = formatPath(issue?.path ?? []);
  const text = issue?.message ?? 'does not fit its schema';
  return { message: field === '' ? text : `${field}: ${text}`, field };
}

/**
 * `schema.safeParse`, which throws `RangeError` on a value nested deeper than the stack: to a peer's
 * message that is one more bad value, not a fault of ours.
 */
export function checkValue<S extends z.ZodType>(
  schema: S,
  value: unknown,
): z.ZodSafeParseResult<z.output<S>> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const issue = {
      code: 'custom' as const,
      path: [],
      message: 'is nested too deeply',
      input: null,
    };
    return { success: false, error: new z.ZodError([issue]) as z.ZodError<z.output<S>> };
  }
}
