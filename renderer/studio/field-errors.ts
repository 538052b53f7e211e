import type { z } from 'zod';
import { text } from './text.ts';

/** What is wrong with each field, by its path, such as `width` or `crop.left`. */
export type FieldErrors = ReadonlyMap<string, string>;

/** The schema's own findings in words; the first of each field counts. Empty where all is well. */
export function fieldErrors(schema: z.ZodType, value: unknown): FieldErrors {
  const result = schema.safeParse(value);
  const errors = new Map<string, string>();
  for (const issue of result.error?.issues ?? []) {
    const field = issue.path.join('.');
    if (!errors.has(field)) errors.set(field, wordsFor(issue));
  }
  return errors;
}

function wordsFor(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin === 'string') return text('error.required');
  if (issue.code === 'invalid_type' && issue.expected === 'number') return text('error.number');
  if (issue.code === 'invalid_format' && issue.format === 'url') return text('error.webAddress');
  return issue.message;
}
