import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from './range.ts';

describe('parseRange', () => {
  it.each([
    [undefined, { kind: 'whole' }],
    ['bytes=0-', { kind: 'part', start: 0, end: 999 }],
    ['bytes=0-0', { kind: 'part', start: 0, end: 0 }],
    ['bytes=100-199', { kind: 'part', start: 100, end: 199 }],
    ['bytes=900-5000', { kind: 'part', start: 900, end: 999 }],
    ['bytes=-1', { kind: 'part', start: 999, end: 999 }],
    ['bytes=-5000', { kind: 'part', start: 0, end: 999 }],
    ['BYTES = 5-6', { kind: 'part', start: 5, end: 6 }],
    ['bytes=1000-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=0-1,5-6', { kind: 'unsatisfiable' }],
    ['bytes=7-6', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=a-b', { kind: 'whole' }],
    ['items=0-1', { kind: 'whole' }],
  ])('%s of 1000 bytes', (header, expected) => {
    expect(parseRange(header, 1000)).toEqual(expected);
  });

  it('never leaves the file', () => {
    const header = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.string({ unit: fc.constantFrom(...'0123456789 -,'), maxLength: 24 }))
        .map(([set]) => `bytes=${set}`),
    );
    fc.assert(
      fc.property(header, fc.nat(), (text, bytes) => {
        const range = parseRange(text, bytes);
        if (range.kind !== 'part') return;
        expect(range.start >= 0 && range.start <= range.end && range.end < bytes).toBe(true);
      }),
      { numRuns: 100_000 },
    );
  });
});
