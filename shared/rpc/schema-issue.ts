import type { z } from 'zod';

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
