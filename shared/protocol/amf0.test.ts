import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AmfValue } from './amf0.ts';
import { AmfDate, AmfEcmaArray, AmfError, amfEntries, decodeAmf0, encodeAmf0 } from './amf0.ts';

const key = fc.string({ maxLength: 8 });
const { value } = fc.letrec<{ value: AmfValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.double(),
    fc.boolean(),
    fc.string({ maxLength: 20 }),
    fc.constant(null),
    fc.constant(undefined),
    fc.double({ noNaN: true }).map((ms) => new AmfDate(ms)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }).map((entries) => new AmfEcmaArray(entries)),
  ),
}));

describe('AMF0', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (values) => {
        expect(decodeAmf0(encodeAmf0(...values))).toEqual(values);
      }),
      { numRuns: 5000 },
    );
  });

  it('fails with its own error for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), decodesOrSaysWhy), {
      numRuns: 100_000,
    });
  });

  it('fails with its own error for real values with a byte changed', () => {
    const sample = encodeAmf0('connect', 1, { app: 'live', list: [1, true, null] });
    fc.assert(
      fc.property(fc.nat(sample.length - 1), fc.nat(255), (offset, byte) => {
        const changed = sample.slice();
        changed[offset] = byte;
        decodesOrSaysWhy(changed);
      }),
      { numRuns: 100_000 },
    );
  });

  it('writes long strings as such', () => {
    const text = 'ä'.repeat(40_000);
    expect(encodeAmf0(text)[0]).toBe(0x0c);
    expect(decodeAmf0(encodeAmf0(text))).toEqual([text]);
  });

  it('keeps a key named __proto__ a key', () => {
    const decoded = decodeAmf0(encodeAmf0(JSON.parse('{"__proto__":{"admin":true}}') as AmfValue));
    expect(Object.keys(amfEntries(decoded[0]))).toEqual(['__proto__']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('refuses nesting without end', () => {
    const bytes = Uint8Array.from(
      { length: 5000 },
      (_, index) => [0x0a, 0, 0, 0, 1][index % 5] ?? 0,
    );
    expect(() => decodeAmf0(bytes)).toThrow(expect.objectContaining({ reason: 'too-deep' }));
  });

  it('reads what is written in the specification', () => {
    const text = (value: string): number[] => [...value].map((letter) => letter.charCodeAt(0));
    const bytes = Uint8Array.from([
      ...[0x02, 0, 7, ...text('connect'), 0x00, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0],
      ...[0x03, 0, 3, ...text('app'), 0x02, 0, 4, ...text('live'), 0, 0, 9],
    ]);
    expect(decodeAmf0(bytes)).toEqual(['connect', 1, { app: 'live' }]);
  });
});

function decodesOrSaysWhy(bytes: Uint8Array): void {
  try {
    decodeAmf0(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(AmfError);
  }
}
