/** Which bytes of a file a request wants; `end` is the last byte, inclusive. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const whole: ByteRange = { kind: 'whole' };
const unsatisfiable: ByteRange = { kind: 'unsatisfiable' };

/**
 * Reads a `Range` header (RFC 9110, section 14.2) for a file of `bytes` bytes. What is no byte range
 * is ignored, as the RFC asks; more than one range is refused, for nothing here needs a multipart answer.
 */
export function parseRange(header: string | null | undefined, bytes: number): ByteRange {
  if (header === null || header === undefined) return whole;
  const [unit, set] = header.split('=', 2);
  if (unit?.trim().toLowerCase() !== 'bytes' || set === undefined) return whole;
  if (set.includes(',')) return unsatisfiable;
  const match = /^\s*(\d*)-(\d*)\s*$/.exec(set);
  if (!match) return whole;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return whole;
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? unsatisfiable : { kind: 'part', start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return whole;
  if (start >= bytes) return unsatisfiable;
  return { kind: 'part', start, end: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}
