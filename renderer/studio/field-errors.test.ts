import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceSchema } from '#shared/model/source.ts';
import { fieldErrors } from './field-errors.ts';

const base = { id: 'a', name: 'A' };

describe('fieldErrors', () => {
  it('is empty where all is well', () => {
    expect(fieldErrors(sourceSchema, { ...base, kind: 'image', file: 'a.png' }).size).toBe(0);
  });

  it('names each field in words', () => {
    const errors = fieldErrors(sourceSchema, {
      ...base,
      name: '',
      kind: 'browser-page',
      url: 'javascript:alert(1)',
      width: NaN,
    });
    expect([...errors.keys()].sort()).toEqual(['name', 'url', 'width']);
    expect(errors.get('name')).toBe('This cannot be empty.');
    expect(errors.get('width')).toBe('Enter a number.');
  });

  it('agrees with the schema on anything', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(fieldErrors(sourceSchema, value).size === 0).toBe(
          sourceSchema.safeParse(value).success,
        );
      }),
      { numRuns: 5000 },
    );
  });
});
